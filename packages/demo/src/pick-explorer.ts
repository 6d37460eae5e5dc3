export interface PickedExplorer {
  /** Value of EXPLORER, not validated if the operator set it. */
  readonly shown: string;
  readonly because: 'asked' | 'online' | 'offline';
}

/** First script of Apollo Sandbox's page. */
export const SANDBOX_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

/**
 * Returns the explorer in EXPLORER if it is set. Otherwise returns Apollo Sandbox if its script is reachable, else
 * GraphiQL, which needs no internet. A redirect or an HTML page counts as unreachable, because captive portals respond
 * with them.
 */
export async function pickExplorer(asked: string | undefined, script = SANDBOX_SCRIPT): Promise<PickedExplorer> {
  if (asked !== undefined && asked !== '') return { shown: asked, because: 'asked' };
  return (await isReachable(script))
    ? { shown: 'sandbox', because: 'online' }
    : { shown: 'graphiql', because: 'offline' };
}

/** Timeout of the probe. The start of the demo waits for it. */
const PROBE_MS = 1500;

async function isReachable(script: string): Promise<boolean> {
  try {
    const answer = await fetch(script, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return answer.status === 200 && /^(text|application)\/javascript\b/.test(answer.headers.get('content-type') ?? '');
  } catch {
    return false;
  }
}
