import { createHash, randomUUID } from 'node:crypto';

import { ErrorReply } from '@redis/client';

import { inTime, openLink, type Pair } from './redis-link.js';
import { ALIVE_MS, EPOCH, GRACE_MS, SCRIPT } from './redis-scripts.js';
import {
  hash,
  isAway,
  MOST_NAMES,
  NAME_KEPT_MS,
  NUMBER_KEPT_MS,
  RIDE_OVER_MS,
  StateAway,
  StateFault,
  type Announced,
  type Books,
  type Claim,
  type Confirmation,
  type Place,
  type Pool,
  type State,
  type Tending,
} from './state.js';

/**
 * Shorter than GRACE_MS by a round trip and more: a process that is still connected to a server that is replaced must notice
 * it, and tell the new server of its calls, before that server lets anything new out.
 */
const HEARTBEAT_MS = 1_000;

/** A word of Redis's to a waiting process can be lost with its connection, so it looks by itself now and then. */
const PATIENCE_MS = 1_000;

/** So long a start waits for Redis. */
const START_MS = GRACE_MS + 2_500;

/**
 * The state of any number of replicas. Connects by itself, again and again; while it cannot, nothing may be sent. `tell` is
 * for the log: when Redis is lost, with a word why, and when it is back.
 */
export async function createRedisState(url: string, tell: (news: string) => void): Promise<State> {
  const process = randomUUID();
  const granted: ((ticket: string) => void)[] = [];
  const settled: ((key: string, value: string | undefined) => void)[] = [];
  const away: (() => void)[] = [];
  const back: (() => Promise<void>)[] = [];
  /** Key → the claim of it that this process holds: an old word must not free a new claim. */
  const claims = new Map<string, { readonly owner: string; readonly fingerprint: string; readonly keepMs: number }>();
  let claimed = 0;
  /** Steps that must be made, and could not be while Redis was away; in their order. */
  const owed: (() => Promise<unknown>)[] = [];
  let reachable = false;
  let losses = 0;
  /** How often something has spoken against relying on Redis, whether it was relied on or not. */
  let doubts = 0;
  const startOutage = (): Outage => outageOf(() => away.forEach((listener) => listener()));
  let outage = startOutage();
  let closing = false;
  let started: () => void = () => undefined;
  const start = new Promise<void>((resolve) => (started = resolve));

  const step = async (name: string, subject: string, args: object, text: readonly string[] = []): Promise<unknown> => {
    const pair = link.pair();
    // A pair that has not shown yet where it leads is asked nothing else.
    if (pair === undefined || pair !== proven) throw new StateAway(true);
    return stepOn(pair, name, subject, args, text);
  };
  const stepOn = async (
    pair: Pair,
    name: string,
    subject: string,
    args: object,
    text: readonly string[] = [],
  ): Promise<unknown> => {
    const parameters = { keys: [subject], arguments: [name, JSON.stringify(args), ...text] };
    try {
      const answer = await inTime(
        pair.client.evalSha(SCRIPT_SHA, parameters).catch((error: unknown) => {
          if (!String(error).includes('NOSCRIPT')) throw error;
          return pair.client.eval(SCRIPT, parameters);
        }),
      );
      return JSON.parse(answer as string);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== undefined) {
        tellOnce(`Redis fails at ${name}: ${fault}`);
        throw new StateFault(fault);
      }
      // An answer of Redis that is an error of its condition (no memory, read only) is no state to rely on either.
      if (link.pair() === pair) {
        lost(error instanceof Error ? error.name : 'error');
        void beat();
      }
      throw new StateAway();
    }
  };
  /** `args`: what they are when the step is made, which may be later. */
  const must = async (name: string, subject: string, args: object | (() => object)): Promise<void> => {
    const make = (): Promise<unknown> => step(name, subject, typeof args === 'function' ? (args() as object) : args);
    if (owed.length > 0) owed.push(make);
    else
      await make()
        .catch(dropFault)
        .catch(() => owed.push(make));
  };
  const payOff = async (): Promise<void> => {
    // Together, in their order: one after the other would take a round trip each.
    while (owed.length > 0) {
      const due = owed.slice(0, 1_000);
      await Promise.all(due.map((make) => make().catch(dropFault)));
      owed.splice(0, due.length);
    }
  };
  /** Where Redis was emptied, the keys that this process is at are nobody's. */
  const claimAgain = ([key, claim]: [string, { owner: string }]): Promise<unknown> =>
    step('claim', `wolkvox:once:${key}`, { ...claim, aliveMs: ALIVE_MS }).catch(dropFault);
  /** Each failing step is told once: every request may meet it. */
  const failing = new Set<string>();
  const tellOnce = (words: string): void => {
    if (failing.has(words)) return;
    failing.add(words);
    tell(words);
  };
  let news = '';
  const say = (words: string): void => {
    if (words === news || closing) return;
    news = words;
    tell(words);
  };
  const lost = (why: string): void => {
    say(`Redis is lost: ${why}`);
    doubts += 1;
    if (!reachable) return;
    reachable = false;
    losses += 1;
    outage = startOutage();
  };
  let beating: Promise<void> | undefined;
  const beat = (): Promise<void> => (beating ??= beatOnce().finally(() => (beating = undefined)));
  const beatOnce = async (): Promise<void> => {
    const pair = link.pair();
    if (pair === undefined || closing) return;
    try {
      const ageMs = await prove(pair);
      if (reachable && ageMs < GRACE_MS) lost('its memory is new');
      const doubtsBefore = doubts;
      proven = pair;
      await payOff();
      if (!reachable) {
        await Promise.all([...back.map((renew) => renew()), ...[...claims].map(claimAgain)]);
        if (ageMs < GRACE_MS) {
          setTimeout(() => void beat(), GRACE_MS - ageMs).unref();
          return;
        }
        await payOff();
        // What failed meanwhile is looked at by the next beat.
        if (proven !== link.pair() || doubts !== doubtsBefore) return;
        say('Redis is there');
        reachable = true;
        link.works();
        outage.end(true);
        started();
      }
    } catch (error) {
      if (!(error instanceof StateAway)) throw error;
      if (error instanceof StateFault) {
        // Where not even this can be done, nothing can.
        lost(error.word);
        return;
      }
      // A connection that says it is there and does not answer is dead, and nobody would notice for many minutes.
      link.renew(pair);
    }
  };

  /**
   * Says that this process lives, and answers for how long this server has had its memory. Rejects with StateAway where the
   * listening connection does not hear what was said on the other one, or new connections find another server.
   */
  const prove = async (pair: Pair): Promise<number> => {
    for (let last = false; ; last = true) {
      const echo = String((beats += 1));
      const heard = new Promise<void>((resolve) => (onEcho = (message) => message === echo && resolve()));
      const args = { process, echo, ms: ALIVE_MS };
      const alive = (await stepOn(pair, 'alive', EPOCH, args)) as { ageMs: number; named: boolean };
      await inTime(heard).catch((error: unknown) => {
        lost('the listening connection hears nothing');
        throw error;
      });
      const found = await link.probe(`wolkvox:echo:${process}`);
      // Twice, since a Redis may have been emptied between the two.
      if (found !== undefined && found !== echo && !last) continue;
      if (found !== undefined && found !== echo) {
        lost('new connections lead to another server');
        throw new StateAway();
      }
      // A server that does not say who it is may be another one at each connection.
      return alive.named ? alive.ageMs : Math.min(alive.ageMs, performance.now() - pair.openedAt);
    }
  };
  let beats = 0;
  let onEcho: (message: string) => void = () => undefined;
  let proven: Pair | undefined;

  const onGrant = (ticket: string): void => granted.forEach((one) => one(ticket));
  const onSettle = (message: string): void => {
    const { key, value } = JSON.parse(message) as { key: string; value?: string };
    settled.forEach((one) => one(key, value));
  };
  const link = openLink(
    url,
    {
      [`wolkvox:granted:${process}`]: onGrant,
      [`wolkvox:echo:${process}`]: (message) => onEcho(message),
      'wolkvox:settled': onSettle,
    },
    {
      // A beat on the pair before fails, and this one must not wait for the next.
      up: () => void (beating ?? Promise.resolve()).then(beat),
      down: (error) => {
        lost(codeOf(error));
      },
    },
  );
  const heart = setInterval(() => void beat(), HEARTBEAT_MS);
  heart.unref();

  const poolKey = ({ id }: Pool): string => `wolkvox:{${id}}`;
  const once = (key: string): string => `wolkvox:once:${key}`;
  const listKey = (list: string): string => `wolkvox:list:{${hash(list)}}`;
  const numbers = (kind: string): string => `wolkvox:numbers:${hash(kind)}`;
  const governed = <Result>(name: string, subject: string, args: object): Promise<Result> =>
    reachable ? (step(name, subject, args) as Promise<Result>) : Promise.reject(new StateAway(true));
  const recovers = (): Promise<boolean> => (reachable ? Promise.resolve(true) : outage.over);
  const rideOver = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error) || !(await recovers())) throw error;
      return attempt();
    }
  };

  // A server that starts while Redis is away serves all the same: it says so, and sends nothing.
  const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), START_MS).unref());
  if (!(await Promise.race([start.then(() => true), late]))) say('Redis is lost: no answer');
  const state: State = {
    process,
    patienceMs: PATIENCE_MS,
    losses: () => losses,
    recovers,
    enter: (pool, ticket, caller) =>
      governed<Place>('enter', poolKey(pool), { ...pool, ticket, caller: hash(caller), aliveMs: ALIVE_MS }),
    confirm: (pool, ticket, day) => governed<Confirmation>('confirm', poolKey(pool), { ...pool, ...day, ticket }),
    leave: (pool, ticket) => must('leave', poolKey(pool), { ...pool, ticket }),
    keep: (pool, ticket, ms) => {
      const endsAt = performance.now() + ms;
      return must('keep', poolKey(pool), () => ({ ticket, ms: Math.max(1, Math.ceil(endsAt - performance.now())) }));
    },
    tend: (pool, running, waiting) =>
      step('tend', poolKey(pool), { ...pool, process, running, waiting }) as Promise<Tending>,
    onGranted: (listener) => void granted.push(listener),
    onAway: (listener) => void away.push(listener),
    onBack: (listener) => void back.push(listener),
    // Not owed: it might be made twice, and one call fewer a day is better than one more.
    giveBack: async (pool, day) => {
      await step('giveBack', poolKey(pool), day).catch(() => undefined);
    },
    exhaust: (pool, day) => must('exhaust', poolKey(pool), day),
    books: (pool, day) => step('books', poolKey(pool), { ...pool, ...day }) as Promise<Books>,
    claim: async (key, fingerprint, keepMs) => {
      const owner = `${process}:${(claimed += 1)}`;
      try {
        const claim = await governed<Claim>('claim', once(key), { owner, fingerprint, keepMs, aliveMs: ALIVE_MS });
        if (claim.claim === 'mine') claims.set(key, { owner, fingerprint, keepMs });
        return claim;
      } catch (error) {
        // Its answer may be what was lost.
        if (!(error instanceof StateAway && error.untold)) void must('free', once(key), { owner, key });
        throw error;
      }
    },
    settle: (key, value, keepMs) => {
      const claim = claims.get(key);
      claims.delete(key);
      return must('settle', once(key), { ...claim, key, value, keepMs });
    },
    free: (key, value) => {
      const claim = claims.get(key);
      claims.delete(key);
      return must('free', once(key), { owner: claim?.owner, key, value });
    },
    onSettled: (listener) => void settled.push(listener),
    announce: (kind, name) => governed<Announced>('announce', numbers(kind), { name: hash(name), ...KEPT }),
    announced: (kind, name) => step('announced', numbers(kind), { name: hash(name), ...KEPT }) as Promise<number>,
    see: async (kind, number) => {
      await step('see', numbers(kind), { number, ...KEPT }).catch(() => undefined);
    },
    note: (kind, number) => must('take', numbers(kind), { number, ...KEPT }),
    take: (kind, number) => step('take', numbers(kind), { number, ...KEPT }) as Promise<boolean>,
    taken: (kind, number) => step('taken', numbers(kind), { number }) as Promise<boolean>,
    shares: true,
    written: async (list) => {
      try {
        return (await step('written', listKey(list), {})) as number;
      } catch {
        // The others are told when Redis is back.
        void must('written', listKey(list), {});
        return undefined;
      }
    },
    // Each time rather than by a word of Redis's to all: a word may come later than whoever was told of the write, or never.
    writes: (list) => governed('writes', listKey(list), {}),
    shelved: async (list) => {
      const known = await step('shelved', listKey(list), {});
      const { writes, now, covers, ageMs } = known as { writes: number; now: number; covers?: number; ageMs?: number };
      if (covers === undefined || ageMs === undefined) return { writes, now };
      // Not by the script: it may be megabytes, which the script would write as JSON once more.
      const text = async (): Promise<string | undefined> => {
        const client = link.pair()?.client;
        if (client === undefined) return undefined;
        return (await inTime(client.get(`${listKey(list)}:text`)).catch(() => null)) ?? undefined;
      };
      return { writes, now, list: { covers, ageMs, text } };
    },
    lead: (list, ms) => governed('lead', listKey(list), { process, ms, aliveMs: ALIVE_MS }),
    follow: (list) => must('follow', listKey(list), { process }),
    shelve: async (list, text, reading, keepMs) => {
      const args = { process, ...reading, keepMs };
      // The list is not worth keeping for when Redis is back, the others' waiting is.
      await step('shelve', listKey(list), args, [text]).catch(() => must('follow', listKey(list), { process }));
    },
    ready: () => reachable,
    close: async () => {
      closing = true;
      clearInterval(heart);
      await payOff().catch(() => undefined);
      link.close();
      reachable = false;
      outage = startOutage();
      outage.end(false);
    },
  };
  return { ...state, claim: (...claim) => rideOver(() => state.claim(...claim)) };
}

const KEPT = { nameKeptMs: NAME_KEPT_MS, mostNames: MOST_NAMES, numberKeptMs: NUMBER_KEPT_MS };

const SCRIPT_SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** A time without Redis. */
interface Outage {
  /** True when Redis is back, false once it has been away for RIDE_OVER_MS. */
  readonly over: Promise<boolean>;
  end(back: boolean): void;
}

function outageOf(stays: () => void): Outage {
  let end: (back: boolean) => void = () => undefined;
  const over = new Promise<boolean>((resolve) => (end = resolve));
  const timer = setTimeout(() => end(false), RIDE_OVER_MS).unref();
  void over.then((back) => {
    clearTimeout(timer);
    if (!back) stays();
  });
  return { over, end };
}

/** What would fail again: it is told, and not owed, since it would stand in the way of all that is. */
const dropFault = (error: unknown): void => {
  if (!(error instanceof StateFault)) throw error;
};

/** Redis' word for an error that is none of its condition, nor of the connection. */
function faultOf(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return error.name;
  return error instanceof ErrorReply ? /^(?:ERR|WRONGTYPE)\b/.exec(error.message)?.[0] : undefined;
}

/** A word for the log: a code of Node's or the first word of Redis's own, such as WRONGPASS. The rest may hold the address. */
function codeOf(error: unknown): string {
  if (!(error !== null && typeof error === 'object')) return 'connection lost';
  if ('code' in error) return String(error.code);
  return ('message' in error ? /^[A-Z]{3,}\b/.exec(String(error.message))?.[0] : undefined) ?? 'connection lost';
}
