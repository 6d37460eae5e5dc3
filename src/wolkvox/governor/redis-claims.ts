import { StateAway, StateFault, type Claim, type State } from './state.js';

/** What claims need of the connection to Redis. */
export interface ClaimsParts {
  readonly process: string;
  readonly aliveMs: number;
  /** A Redis that knows nothing of longer ago than this takes no key that it does not know. */
  readonly graceMs: number;
  /** Makes one step. Rejects with StateAway or StateFault. */
  readonly step: (name: string, subject: string, args: object) => Promise<unknown>;
  /** The same, and only while Redis can be relied on. */
  readonly governed: (name: string, subject: string, args: object) => Promise<unknown>;
  /** Makes one step, now or when Redis is back. Never rejects. `made`: called when it was made or has failed for good. */
  readonly must: (name: string, subject: string, args: object, made?: () => void) => Promise<void>;
  /** Called when Redis was found to be emptied. Resolves when it can be relied on again, or false after some seconds. */
  readonly whenRefilled: () => Promise<boolean>;
}

/** The idempotency keys in Redis, as one process uses them. */
export interface RedisClaims extends Pick<State, 'claim' | 'settle' | 'free'> {
  /** Claims again what this process is at: a Redis that was emptied, or a primary of before, does not know it. */
  renew(): Promise<unknown>;
}

export function createRedisClaims({
  process,
  aliveMs,
  graceMs,
  step,
  governed,
  must,
  whenRefilled,
}: ClaimsParts): RedisClaims {
  /** Key → the claim of it that this process holds: an old word must not free a new claim. */
  const claims = new Map<string, { readonly owner: string; readonly fingerprint: string; readonly keepMs: number }>();
  /** Key → an answer of this process that Redis has not confirmed yet. A repeat is given it, also while Redis is away. */
  const unconfirmed = new Map<string, { readonly fingerprint: string; readonly value: string }>();
  /** Whose a claim was that was answered `pending`: one of the same key that comes later may be of another process. */
  const owners = new WeakMap<Claim, string>();
  let claimed = 0;

  const once = (key: string): string => `wolkvox:once:${key}`;
  const claimNow = async (key: string, args: object): Promise<Claim> => {
    const reply = await governed('claim', once(key), args);
    if (isUnready(reply)) {
      if (!(await whenRefilled())) throw new StateAway(true);
      return claimNow(key, args);
    }
    const claim = claimOf(reply);
    if (claim === undefined) throw new StateFault('UNREADABLE');
    if (claim.claim === 'pending' && isObject(reply)) owners.set(claim, String(reply.owner));
    return claim;
  };

  return {
    claim: async (key, fingerprint, keepMs, seen) => {
      const made = unconfirmed.get(key);
      if (made !== undefined)
        return made.fingerprint === fingerprint ? { claim: 'done', value: made.value } : { claim: 'conflict' };
      const owner = `${process}:${(claimed += 1)}`;
      try {
        const args = { owner, fingerprint, keepMs, seen: seen && owners.get(seen), aliveMs, graceMs };
        const claim = await claimNow(key, args);
        if (claim.claim === 'mine') claims.set(key, { owner, fingerprint, keepMs });
        return claim;
      } catch (error) {
        // Its answer may be what was lost.
        if (!(error instanceof StateAway && error.untold))
          void must('free', once(key), { owner, key, freedKeptMs: FREED_KEPT_MS });
        throw error;
      }
    },
    settle: (key, value, keepMs) => {
      const claim = claims.get(key);
      claims.delete(key);
      const made = claim && { fingerprint: claim.fingerprint, value };
      if (made !== undefined) unconfirmed.set(key, made);
      return must('settle', once(key), { ...claim, key, value, keepMs }, () => {
        if (unconfirmed.get(key) === made) unconfirmed.delete(key);
      });
    },
    free: (key, value) => {
      const claim = claims.get(key);
      claims.delete(key);
      return must('free', once(key), { owner: claim?.owner, key, value, freedKeptMs: FREED_KEPT_MS });
    },
    renew: () =>
      Promise.all(
        [...claims].map(([key, claim]) =>
          // A grace of nothing: it is what the grace of the others is for.
          step('claim', once(key), { ...claim, aliveMs, graceMs: 0 }).catch((error: unknown) => {
            if (!(error instanceof StateFault)) throw error;
          }),
        ),
      ),
  };
}

/** What became of a claim that was freed is kept for so long, for the processes that wait for it. */
const FREED_KEPT_MS = 60_000;

/** Redis was emptied lately, and the process that is at the key may not have said so yet. */
const isUnready = (reply: unknown): boolean => isObject(reply) && reply.claim === 'unready';

function claimOf(reply: unknown): Claim | undefined {
  if (!isObject(reply)) return undefined;
  const { claim, value } = reply;
  switch (claim) {
    case 'mine':
    case 'pending':
    case 'conflict':
    case 'unknown':
    case 'gone':
      return { claim };
    case 'done':
      return typeof value === 'string' ? { claim, value } : undefined;
    default:
      return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
