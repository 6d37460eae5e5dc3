import { createHash, randomUUID } from 'node:crypto';

import { createClient, ErrorReply } from '@redis/client';

import { SCRIPT } from './redis-scripts.js';
import {
  hash,
  MOST_NAMES,
  NAME_KEPT_MS,
  NUMBER_KEPT_MS,
  StateAway,
  StateFault,
  type Announced,
  type Books,
  type Claim,
  type Place,
  type Pool,
  type State,
  type Tending,
} from './state.js';

/** A process that has not been heard of for so long is dead: its places in the queue and its keys are nobody's. */
const ALIVE_MS = 10_000;
const HEARTBEAT_MS = 2_000;

/** A word of Redis's to a waiting process can be lost with its connection, so it looks by itself now and then. */
const PATIENCE_MS = 1_000;

/**
 * A Redis without memory, new or emptied, is not relied on before every process that knows it has said what it is at:
 * all find their way back to it in that time.
 */
const GRACE_MS = 2_500;

/** So long a start waits for Redis. */
const START_MS = GRACE_MS + 2_500;

/** Redis answers within a millisecond or is in trouble. */
const COMMAND_TIMEOUT_MS = 2_000;

/**
 * The state of any number of replicas. Connects by itself, again and again; while it cannot, nothing may be sent. `tell` is
 * for the log: when Redis is lost, with a word why, and when it is back.
 */
export async function createRedisState(url: string, tell: (news: string) => void): Promise<State> {
  const process = randomUUID();
  const socket = {
    connectTimeout: COMMAND_TIMEOUT_MS,
    reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, 1_000),
  };
  const client = createClient({
    url,
    // A command that cannot be sent now fails now.
    disableOfflineQueue: true,
    socket,
  });
  // It only listens, so that it notices its own end by asking now and then.
  const listener = client.duplicate({
    disableOfflineQueue: false,
    pingInterval: HEARTBEAT_MS,
    socket: { ...socket, socketTimeout: 3 * HEARTBEAT_MS },
  });
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
  let subscribed = false;
  let closing = false;
  let started: () => void = () => undefined;
  const start = new Promise<void>((resolve) => (started = resolve));

  const step = async (name: string, subject: string, args: object, text: readonly string[] = []): Promise<unknown> => {
    if (!client.isReady) throw new StateAway(true);
    const parameters = { keys: [subject], arguments: [name, JSON.stringify(args), ...text] };
    try {
      const answer = await inTime(
        client.evalSha(SCRIPT_SHA, parameters).catch((error: unknown) => {
          if (!String(error).includes('NOSCRIPT')) throw error;
          return client.eval(SCRIPT, parameters);
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
      lost(error instanceof Error ? error.name : 'error');
      throw new StateAway();
    }
  };
  const must = async (name: string, subject: string, args: object): Promise<void> => {
    const make = (): Promise<unknown> => step(name, subject, args);
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
    if (!reachable) return;
    reachable = false;
    away.forEach((listener) => listener());
  };
  let beating: Promise<void> | undefined;
  const beat = (): Promise<void> => (beating ??= beatOnce().finally(() => (beating = undefined)));
  const beatOnce = async (): Promise<void> => {
    try {
      const ageMs = (await step('alive', 'wolkvox:epoch', { process, ms: ALIVE_MS })) as number;
      if (!reachable) {
        if (!listener.isReady || !subscribed) return;
        await payOff();
        await Promise.all([...back.map((renew) => renew()), ...[...claims].map(claimAgain)]);
        if (ageMs < GRACE_MS) {
          setTimeout(() => void beat(), GRACE_MS - ageMs).unref();
          return;
        }
        say('Redis is there');
      }
      await payOff();
      reachable = true;
      started();
    } catch (error) {
      if (!(error instanceof StateAway)) throw error;
      if (error instanceof StateFault) {
        // Where not even this can be done, nothing can.
        lost(error.word);
        return;
      }
      // A connection that says it is there and does not answer is dead, and nobody would notice for many minutes.
      if (client.isReady && !closing) {
        client.destroy();
        connect();
      }
    }
  };

  for (const connection of [client, listener]) {
    connection.on('error', (error: unknown) => {
      lost(codeOf(error));
    });
    connection.on('ready', () => void beat());
  }
  // Fails for good only where the address is none; else it goes on trying.
  const connect = (): void => void client.connect().catch(() => undefined);
  connect();
  const onGrant = (ticket: string): void => granted.forEach((one) => one(ticket));
  const onSettle = (message: string): void => {
    const { key, value } = JSON.parse(message) as { key: string; value?: string };
    settled.forEach((one) => one(key, value));
  };
  /** Until it has succeeded once; from then on a new connection subscribes by itself. */
  const subscribe = async (): Promise<void> => {
    while (!subscribed && !closing) {
      try {
        await listener.subscribe(`wolkvox:granted:${process}`, onGrant);
        await listener.subscribe('wolkvox:settled', onSettle);
        subscribed = true;
        await beat();
      } catch {
        await new Promise((resolve) => void setTimeout(resolve, HEARTBEAT_MS).unref());
      }
    }
  };
  void listener
    .connect()
    .then(subscribe)
    .catch(() => undefined);
  const heart = setInterval(() => void beat(), HEARTBEAT_MS);
  heart.unref();

  const poolKey = ({ id }: Pool): string => `wolkvox:{${id}}`;
  const once = (key: string): string => `wolkvox:once:${key}`;
  const listKey = (list: string): string => `wolkvox:list:{${hash(list)}}`;
  const numbers = (kind: string): string => `wolkvox:numbers:${hash(kind)}`;
  const governed = <Result>(name: string, subject: string, args: object): Promise<Result> =>
    reachable ? (step(name, subject, args) as Promise<Result>) : Promise.reject(new StateAway(true));

  // A server that starts while Redis is away serves all the same: it says so, and sends nothing.
  const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), START_MS).unref());
  if (!(await Promise.race([start.then(() => true), late]))) say('Redis is lost: no answer');
  return {
    process,
    patienceMs: PATIENCE_MS,
    enter: (pool, ticket, caller) =>
      governed<Place>('enter', poolKey(pool), { ...pool, ticket, caller: hash(caller), aliveMs: ALIVE_MS }),
    leave: (pool, ticket) => must('leave', poolKey(pool), { ...pool, ticket }),
    keep: (pool, ticket, ms) => must('keep', poolKey(pool), { ticket, ms }),
    tend: (pool, running, waiting) => step('tend', poolKey(pool), { ...pool, running, waiting }) as Promise<Tending>,
    onGranted: (listener) => void granted.push(listener),
    onAway: (listener) => void away.push(listener),
    onBack: (listener) => void back.push(listener),
    spend: (pool, day) => governed('spend', poolKey(pool), day),
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
      const text = async (): Promise<string | undefined> =>
        (await inTime(client.get(`${listKey(list)}:text`)).catch(() => null)) ?? undefined;
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
      client.destroy();
      listener.destroy();
    },
  };
}

const KEPT = { nameKeptMs: NAME_KEPT_MS, mostNames: MOST_NAMES, numberKeptMs: NUMBER_KEPT_MS };

const SCRIPT_SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** What would fail again: it is told, and not owed, since it would stand in the way of all that is. */
const dropFault = (error: unknown): void => {
  if (!(error instanceof StateFault)) throw error;
};

/** Redis' word for an error that is none of its condition, nor of the connection. */
function faultOf(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return error.name;
  return error instanceof ErrorReply ? /^(?:ERR|WRONGTYPE)\b/.exec(error.message)?.[0] : undefined;
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StateAway()), COMMAND_TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A word for the log: a code of Node's or the first word of Redis's own, such as WRONGPASS. The rest may hold the address. */
function codeOf(error: unknown): string {
  if (!(error !== null && typeof error === 'object')) return 'connection lost';
  if ('code' in error) return String(error.code);
  return ('message' in error ? /^[A-Z]{3,}\b/.exec(String(error.message))?.[0] : undefined) ?? 'connection lost';
}
