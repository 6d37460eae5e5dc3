/** compose.yaml, as `docker compose` reads it. */
import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly stop_grace_period?: string;
}

/** Returns the services with these variables. Throws like `docker compose` if a variable with `:?` is missing. */
export function composeServices(variables: Readonly<Record<string, string>>): Readonly<Record<string, ComposeService>> {
  const written = parse(readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  const text = JSON.stringify(written.services, (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, variables) : value,
  );
  return JSON.parse(text) as Record<string, ComposeService>;
}

/** https://docs.docker.com/reference/compose-file/interpolation/, the part that the file uses. */
const interpolate = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$(\$|\{(\w+)(?::([?-])([^}]*))?\})/g, (_all, what, name = '', operator = '', rest = '') => {
    if (what === '$') return '$';
    const value = variables[String(name)] ?? '';
    if (value !== '') return value;
    if (operator === '?') throw new Error(`required variable ${String(name)} is missing a value: ${String(rest)}`);
    return String(rest);
  });
