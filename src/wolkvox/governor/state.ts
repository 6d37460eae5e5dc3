import { hash as digest } from 'node:crypto';

/**
 * What the governor remembers: who holds a slot, who waits, what was spent, which keys were used. In this process
 * (memory-state.ts) or in Redis for any number of replicas (redis-state.ts). Each method is one indivisible step on one
 * clock; the same tests run over both. A method rejects with StateAway where the state cannot be reached, and with StateFault
 * where it fails at the step.
 */
export interface State {
  /** Names this process among those that share the state; every ticket begins with it and a colon. */
  readonly process: string;
  /** At the latest after this long a waiting process looks by itself whether a word to it was lost. */
  readonly patienceMs: number;

  /**
   * Counts how often the state was lost. A slot that was confirmed before the last loss proves nothing: the server that is
   * there now may be another one.
   */
  losses(): number;
  /** Resolves with true when the state is there, and with false when it stays away for `RIDE_OVER_MS` after it was lost. */
  recovers(): Promise<boolean>;

  /** Grants a slot for `HAND_OVER_MS`, or gives a place in the queue when no slot is free. */
  enter(pool: Pool, ticket: string, caller: string): Promise<Place>;
  /**
   * Looks at the slot of a ticket right before its call leaves. If the state holds one, counts one call of the day and
   * extends the slot to a whole lease, in the same step.
   */
  confirm(pool: Pool, ticket: string, day: Day): Promise<Confirmation>;
  /** Gives back the slot or the place of a ticket, and hands a freed slot to the head of the queue. Never rejects: it is made up for. */
  leave(pool: Pool, ticket: string): Promise<void>;
  /** Lets the slot of a call that was sent end by itself after `ms`, also when the state has forgotten it. Never rejects. */
  keep(pool: Pool, ticket: string, ms: number): Promise<void>;
  /** Renews the slots of these tickets, takes back those whose lease has ended, and hands on what is free. */
  tend(pool: Pool, running: readonly string[], waiting: readonly string[]): Promise<Tending>;
  /** Called with a ticket of this process that may have been granted a slot. A hint: only `confirm` proves it. */
  onGranted(listener: (ticket: string) => void): void;
  /** Called when the state stays away for `RIDE_OVER_MS`: what waits in it waits in vain. */
  onAway(listener: () => void): void;
  /** Called when the state is there again, before anything new is let out: each call that was sent is registered again. */
  onBack(listener: () => Promise<void>): void;

  /** Takes one call of that day back. Never rejects. */
  giveBack(pool: Pool, day: Day): Promise<void>;
  /** Believes wolkvox that the calls of the day are spent, until it ends. Never rejects. */
  exhaust(pool: Pool, day: Day): Promise<void>;
  books(pool: Pool, day: Day): Promise<Books>;

  /**
   * Takes a key, once. `seen`: the pending claim that this request was answered before. The key is then taken only if the
   * claim of that moment was released; one that has vanished otherwise is `gone`.
   */
  claim(key: string, fingerprint: string, keepMs: number, seen?: Claim): Promise<Claim>;
  /** Keeps the answer under a key of this process, for those who come later and those who wait. Never rejects. */
  settle(key: string, value: string, keepMs: number): Promise<void>;
  /**
   * Gives a key up; those who wait are told `value` by their next claim, or, without one, try for themselves. Never rejects.
   */
  free(key: string, value?: string): Promise<void>;
  /** Called with each key that was settled or freed: who waits for it claims again and learns what became of it. */
  onSettled(listener: (key: string) => void): void;

  /** Says that a creation of this name is about to be sent. Where it rejects, nobody knows of it. */
  announce(kind: string, name: string): Promise<Announced>;
  /** How many creations of the name were announced, of late; at least one more than is known where names were forgotten. */
  announced(kind: string, name: string): Promise<number>;
  /** Says that there is a campaign of this number, whosever it is. Never rejects: what is not said is unknown. */
  see(kind: string, number: number): Promise<void>;
  /** Says that the campaign of this number is some request's. Never rejects: it is made up for. */
  note(kind: string, number: number): Promise<void>;
  /** The same, and whether nobody had said so before. */
  take(kind: string, number: number): Promise<boolean>;
  /** Whether it was said of late. */
  taken(kind: string, number: number): Promise<boolean>;

  /**
   * Says that something was written that a list shows. Answers the number of this write, which is higher than all before it,
   * also of those that the state has forgotten; undefined where it cannot be told now: the others learn of it later.
   */
  written(list: string): Promise<number | undefined>;
  /** The number of the last write to the list. What was read before the state's memory began is taken for written to since. */
  writes(list: string): Promise<number>;
  /** The same, and the list as it was shelved last. */
  shelved(list: string): Promise<Shelved>;
  /** True for the one that is to read the list now: until it shelves or follows, lives, and for so long at most. */
  lead(list: string, ms: number): Promise<boolean>;
  /** Gives the lead up. Never rejects. */
  follow(list: string): Promise<void>;
  /** Shelves a list for all processes, where none is there whose reading began later, and gives the lead up. Never rejects. */
  shelve(list: string, text: string, reading: ShelvedReading, keepMs: number): Promise<void>;
  /** Whether there are others to shelve for. */
  readonly shares: boolean;

  /** Whether new calls can be governed. */
  ready(): boolean;
  close(): Promise<void>;
}

/** The slots and the queue of one token. */
export interface Pool {
  /** A hash of the token: the token itself goes nowhere. */
  readonly id: string;
  readonly maxInFlight: number;
  readonly maxQueue: number;
  /** How long a slot is held without a sign of life. */
  readonly leaseMs: number;
}

/**
 * `full`: as many wait as may wait. `share`: others may still wait, this caller has its share of the queue.
 * `lookAgainMs`: when the lease of a slot ends next, if nobody renews it.
 */
export interface Place {
  readonly place: 'in' | 'waiting' | 'full' | 'share';
  readonly lookAgainMs?: number;
}

/**
 * `confirmed`: the call may leave. `quota`: it would be one call beyond the day's cap. `waiting`: the ticket has a place in the
 * queue and no slot. `gone`: it has neither.
 */
export type Confirmation = 'confirmed' | 'quota' | 'waiting' | 'gone';

/**
 * How long a granted slot is held without being confirmed. Longer than a process takes to find a grant whose hint was lost
 * (it polls after `patienceMs`), and short, since the process may be dead.
 */
export const HAND_OVER_MS = 5_000;

/** How long a call waits for a state that was lost: a fail-over takes less. Later calls fail at once until it is back. */
export const RIDE_OVER_MS = 5_000;

/**
 * Whether a caller may put one more call into the queue: its waiting calls are fewer than the places left free. So one caller
 * alone gets half of the queue, and a newcomer finds a place until very many callers wait. The script says the same in Lua.
 */
export const hasShare = (own: number, waiting: number, maxQueue: number): boolean => own < maxQueue - waiting;

export interface Tending {
  /** All who hold a slot now, of every process; left out: nobody. */
  readonly holders?: readonly string[];
  /** Those of the waiting who have neither slot nor place any more. */
  readonly gone?: readonly string[];
  readonly lookAgainMs?: number;
}

/** A day of the operation's zone. */
export interface Day {
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** Calls that may be made in it; null: any number. */
  readonly cap: number | null;
}

/**
 * A day that ends later than this from now is none: days have 23 to 25 hours, and clocks differ. It comes from a clock that
 * was wrong, so neither its count nor its mark `exhausted` is used once the clock is right.
 */
export const LONGEST_DAY_MS = 26 * 60 * 60 * 1000;

/** A kind of numbers when a creation was announced. */
export interface Announced {
  /** The highest number said to be there; left out: none was. */
  readonly highest?: number;
  /** The creations of its name of late, with it; more than one where there may have been others. */
  readonly nth: number;
}

/** How a list was read: the number of the last write that it shows for sure, and when its reading began, on the state's clock. */
export interface ShelvedReading {
  readonly covers: number;
  readonly began: number;
}

export interface Shelved {
  readonly writes: number;
  /** When this was said, on the state's clock. */
  readonly now: number;
  readonly list?: {
    readonly covers: number;
    /** Since it was read. */
    readonly ageMs: number;
    /** Megabytes, for those who want them; maybe of a later reading. Undefined where it is there no more. */
    readonly text: () => Promise<string | undefined>;
  };
}

/** For so long after one creation another of the same name and type may be mistaken for it. */
export const NAME_KEPT_MS = 10 * 60 * 1000;

/**
 * So many names are kept in that time; more are forgotten at once, and then every name that is not known may have been one of
 * them. More than two calls at a time can create in it.
 */
export const MOST_NAMES = 20_000;

/** Longer than any creation whose answer was lost is looked for. */
export const NUMBER_KEPT_MS = 24 * 60 * 60 * 1000;

/** What stands for a text of callers, names of campaigns too: none of theirs is kept, and theirs may be of any length. */
export const hash = (text: string): string => digest('sha256', text, 'base64url');

export interface Books {
  readonly inFlight: number;
  readonly queued: number;
  readonly spent: number;
}

/**
 * `mine`: this process must settle or free it. `pending`: another is at it. `done`: `value` was kept, or was what its owner
 * told those who waited when it freed the key. `conflict`: the key stands for something else. `unknown`: the process that was
 * at it has died, or what is kept cannot be read. `gone`: the claim that was seen has vanished and was not released.
 */
export type Claim =
  | { readonly claim: 'mine' | 'pending' | 'conflict' | 'unknown' | 'gone' }
  | { readonly claim: 'done'; readonly value: string };

/** The state cannot be reached, so nothing may be sent. */
export class StateAway extends Error {
  override readonly name: string = 'StateAway';

  /**
   * `untold`: the state surely was not asked, so it has nothing to be made up for. `word`: the first word of the state's own
   * error, for example OOM; undefined if there was no answer.
   */
  constructor(
    readonly untold = false,
    readonly word?: string,
  ) {
    super();
  }
}

/**
 * The state is there and failed at a step, which is a fault: of ours, or of whoever wrote where only we should. Nothing may be
 * sent either, but waiting does not help. Callers are told of it as of any fault.
 */
export class StateFault extends StateAway {
  override readonly name = 'StateFault';

  /** `word`: what the state calls it, for example WRONGTYPE. */
  constructor(word: string) {
    super(false, word);
  }
}

/** Whether it is what passes by itself. */
export const isAway = (error: unknown): error is StateAway =>
  error instanceof StateAway && !(error instanceof StateFault);
