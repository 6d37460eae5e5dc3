import type { Environment } from './rules.js';

/** Anonymous access to something that can start calling people must be meant. */
export function checkAuthentication(env: Environment, production: boolean): string[] {
  const mode = env.AUTH_MODE ?? 'none';
  if (mode === 'jwt' || mode === 'router') return [`AUTH_MODE must be none: ${mode} is not supported by this version.`];
  if (mode !== 'none') return ['AUTH_MODE must be none, jwt or router.'];
  if (production && env.AUTH_ALLOW_ANONYMOUS !== 'true') {
    return [
      'AUTH_MODE is none: in production this needs AUTH_ALLOW_ANONYMOUS=true, and something in front that lets only the right people in.',
    ];
  }
  return [];
}
