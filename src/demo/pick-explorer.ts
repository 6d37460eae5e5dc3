import type { EXPLORERS } from '../config.js';

type Explorer = (typeof EXPLORERS)[number];

export interface PickedExplorer {
  /** A value of EXPLORER. */
  readonly explorer: string;
  /** What it is and why, in one line. */
  readonly why: string;
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
  if (asked !== undefined && asked !== '') return { explorer: asked, why: WHERE_ASKED[asked as Explorer] };
  return WHERE_NOT_ASKED[(await isThere(script)) ? 'sandbox' : 'graphiql'];
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

const WHERE_ASKED: Readonly<Record<Explorer, string>> = {
  sandbox: 'Apollo Sandbox with a mutation ready to run, since EXPLORER says so; it needs the internet.',
  graphiql: 'GraphiQL with every operation ready to run, since EXPLORER says so.',
  none: 'None, since EXPLORER says so.',
};

const WHERE_NOT_ASKED = {
  sandbox: {
    explorer: 'sandbox',
    why: 'Apollo Sandbox with a mutation ready to run, since the internet answers; EXPLORER=graphiql needs none.',
  },
  graphiql: {
    explorer: 'graphiql',
    why: 'GraphiQL with every operation ready to run, since Apollo Sandbox cannot be had from the internet here.',
  },
} as const satisfies Partial<Record<Explorer, PickedExplorer>>;
