import { createHash, randomUUID } from 'node:crypto';

import { createRedisClaims } from './redis-claims.js';
import { inTime, openLink, type Pair } from './redis-link.js';
import { ALIVE_MS, EPOCH, GRACE_MS, SCRIPT } from './redis-scripts.js';
import { PATIENCE_MS } from './redis-times.js';
import { meaningOf, wordOf } from './redis-words.js';
import {
  hash,
  isAway,
  LONGEST_DAY_MS,
  MOST_NAMES,
  NAME_KEPT_MS,
  NUMBER_KEPT_MS,
  RIDE_OVER_MS,
  StateAway,
  StateFault,
  type Announced,
  type Books,
  type Confirmation,
  type Day,
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
const THERE = 'Redis is there';

/** So long a start waits for Redis. */
const START_MS = GRACE_MS + 2_500;

/**
 * The state of any number of replicas. Connects by itself, again and again; while it cannot, nothing may be sent. `tell` is
 * for the log: when Redis is lost, with a word why, and when it is back; `word` is the first word of the error reply that it
 * is about, for example OOM. `count` is called with that word at each error reply, logged or not.
 */
export async function createRedisState(
  url: string,
  tell: (news: string, level: 'info' | 'warn', word?: string) => void,
  count: (word: string) => void = () => undefined,
): Promise<State> {
  const process = randomUUID();
  const granted: ((ticket: string) => void)[] = [];
  const settled: ((key: string) => void)[] = [];
  const away: (() => void)[] = [];
  const back: (() => Promise<void>)[] = [];
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
      const { reply, foreign } = readReply(answer);
      if (foreign !== undefined)
        tellOnce(`Redis holds what this layer did not write, at ${name}: ${foreign} begins again`);
      return reply;
    } catch (error) {
      if (error instanceof SyntaxError) {
        tellOnce(`Redis fails at ${name}: ${error.name}`);
        throw new StateFault(error.name);
      }
      const word = wordOf(error);
      if (word !== undefined) count(word);
      const meaning = word === undefined ? 'unavailable' : meaningOf(word);
      // What the pair before answers late says nothing of the one that is open now.
      if (meaning === 'unavailable' && link.pair() === pair) {
        lost(word ?? (error instanceof StateAway ? 'no answer' : codeOf(error)), word);
        void beat();
      }
      if (meaning !== 'unavailable') tellOnce(`Redis fails at ${name}: ${String(word)}`, word);
      throw meaning === 'fault' && word !== undefined ? new StateFault(word) : new StateAway(false, word);
    }
  };
  /** `args`: what they are when the step is made, which may be later. `made`: called when it was made, or failed for good. */
  const must = async (
    name: string,
    subject: string,
    args: object | (() => object),
    made?: () => void,
  ): Promise<void> => {
    const make = async (): Promise<void> => {
      await step(name, subject, typeof args === 'function' ? (args() as object) : args).catch(dropFault);
      made?.();
    };
    if (owed.length > 0) owed.push(make);
    else await make().catch(() => owed.push(make));
  };
  const payOff = async (): Promise<void> => {
    // Together, in their order: one after the other would take a round trip each.
    while (owed.length > 0) {
      const due = owed.slice(0, 1_000);
      await Promise.all(due.map((make) => make()));
      owed.splice(0, due.length);
    }
  };
  /** Each failing step is told once: every request may meet it. */
  const failing = new Set<string>();
  const tellOnce = (words: string, word?: string): void => {
    if (failing.has(words)) return;
    failing.add(words);
    tell(words, 'warn', word);
  };
  let news = '';
  const say = (words: string, word?: string): void => {
    if (words === news || closing) return;
    // Nothing was lost before: the first connection of a start.
    tell(words, news === '' && words === THERE ? 'info' : 'warn', word);
    news = words;
  };
  const lost = (why: string, word?: string): void => {
    say(`Redis is lost: ${why}`, word);
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
      // Also a Redis that was emptied on open connections (FLUSHALL): it knows as little as one that was started again.
      if (reachable && ageMs < GRACE_MS) lost('its memory is new');
      const doubtsBefore = doubts;
      proven = pair;
      await payOff();
      if (!reachable) {
        await Promise.all([...back.map((renew) => renew()), claims.renew()]);
        if (ageMs < GRACE_MS) {
          setTimeout(() => void beat(), GRACE_MS - ageMs).unref();
          return;
        }
        await payOff();
        // What failed meanwhile is looked at by the next beat.
        if (proven !== link.pair() || doubts !== doubtsBefore) return;
        say(THERE);
        reachable = true;
        link.works();
        outage.end(true);
        started();
      }
    } catch (error) {
      if (!(error instanceof StateAway)) throw error;
      // Where not even this can be done, nothing can.
      if (error.word !== undefined) lost(error.word, error.word);
      // A connection that says it is there and does not answer is dead, and nobody would notice for many minutes. One that
      // answers with errors may lead to a server that has been demoted.
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
  /** Any client of Redis can publish, so a message is no more than a reason to look; replicas of before read `value` as well. */
  const onSettle = (message: string): void => {
    const key = keyOf(message);
    if (key === undefined) tellOnce('A message on wolkvox:settled that this layer did not write was ignored');
    else settled.forEach((one) => one(key));
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
        const word = wordOf(error);
        if (word !== undefined) count(word);
        lost(word ?? codeOf(error), word);
      },
    },
  );
  const heart = setInterval(() => void beat(), HEARTBEAT_MS);
  heart.unref();

  const poolKey = ({ id }: Pool): string => `wolkvox:{${id}}`;
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
  const claims = createRedisClaims({
    process,
    aliveMs: ALIVE_MS,
    graceMs: GRACE_MS,
    step,
    governed,
    must,
    whenRefilled: async () => {
      // The heartbeat may be a second away.
      await beat();
      return recovers();
    },
  });

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
    confirm: (pool, ticket, day) =>
      governed<Confirmation>('confirm', poolKey(pool), { ...pool, ...onOurClock(day), ticket }),
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
      await step('giveBack', poolKey(pool), onOurClock(day)).catch(() => undefined);
    },
    exhaust: (pool, day) => must('exhaust', poolKey(pool), onOurClock(day)),
    books: (pool, day) => step('books', poolKey(pool), { ...pool, ...onOurClock(day) }) as Promise<Books>,
    claim: claims.claim,
    settle: claims.settle,
    free: claims.free,
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
      const known = (await step('shelved', listKey(list), {})) as Record<
        'writes' | 'now' | 'covers' | 'ageMs',
        unknown
      >;
      const { writes, now, covers, ageMs } = known;
      if (typeof writes !== 'number' || typeof now !== 'number') throw new StateFault('UNREADABLE');
      if (typeof covers !== 'number' || typeof ageMs !== 'number') return { writes, now };
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

/** Which of two clocks is wrong, Redis' or this process's, a script can tell only if it knows both. */
const onOurClock = (day: Day): object => ({ ...day, now: Date.now(), longestDayMs: LONGEST_DAY_MS });

/** What the script answers: JSON, behind a line that names what it found in place of ours and replaced. */
function readReply(answer: unknown): { readonly reply: unknown; readonly foreign: string | undefined } {
  if (typeof answer !== 'string') throw new SyntaxError('The script answers with text.');
  const [, foreign, json] = /^(?:!([a-z ]+)\n)?(.*)$/s.exec(answer) ?? [];
  return { reply: JSON.parse(json ?? ''), foreign };
}

function keyOf(message: string): string | undefined {
  try {
    const settled: unknown = JSON.parse(message);
    const key = typeof settled === 'object' && settled !== null && 'key' in settled ? settled.key : undefined;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A word for the log: a code of Node's. The rest may hold the address. */
const codeOf = (error: unknown): string =>
  error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : 'connection lost';
