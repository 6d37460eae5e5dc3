export interface PickedExplorer {
  /** A value of EXPLORER, not yet checked where it was asked for. */
  readonly shown: string;
  readonly because: 'asked' | 'online' | 'offline';
}

/** What Apollo Sandbox's page loads first. */
export const SANDBOX_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

/**
 * The explorer that was asked for; where none was, the one that works here: Apollo Sandbox where its script can be had from
 * the internet beyond doubt, GraphiQL, which needs nothing, everywhere else. A redirect or a page in the script's place
 * is a doubt: so do networks that want somebody to sign in first.
 */
export async function pickExplorer(asked: string | undefined, script = SANDBOX_SCRIPT): Promise<PickedExplorer> {
  if (asked !== undefined && asked !== '') return { shown: asked, because: 'asked' };
  return (await isThere(script)) ? { shown: 'sandbox', because: 'online' } : { shown: 'graphiql', because: 'offline' };
}

/** For how long somebody who waits for the demo may wait for this. */
const PROBE_MS = 1500;

async function isThere(script: string): Promise<boolean> {
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
