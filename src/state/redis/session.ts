import { ignoreCommandError, StateCommandError, StateUnavailableError } from '../errors.js';
import { isObject } from '../../shared/json.js';
import { openLink, type Link, type Pair } from './connection.js';
import { meaningOf } from './error-replies.js';
import { errorCodeOf } from './reply-code.js';
import { startOutage, type Outage } from './outage.js';
import { PendingWrites } from './pending-writes.js';
import { createResolver, type Resolver } from './resolver.js';
import { EPOCH, GRACE_MS, type ScriptName } from './scripts.js';
import { ServerProof, type Alive } from './server-proof.js';
import { inTime } from './timing.js';
import type { RedisUrl } from './url.js';

/**
 * Interval of the heartbeat. It is shorter than GRACE_MS by more than a round trip. A process on a replaced server thus detects it,
 * and registers its calls with the new server before that one admits new calls.
 */
const HEARTBEAT_MS = 1_000;

/** Longest wait for Redis at the start of the process. */
const START_MS = GRACE_MS + 2_500;

const CONNECTED = 'Redis connected';

/** Reports of a session, for log and metrics. */
export interface SessionEvents {
  /** Called for the log; `code` is the code of the error reply, for example OOM. */
  readonly report: (message: string, level: 'info' | 'warn', code?: string) => void;
  /** Called with the code of each error reply, logged or not. */
  readonly errorReply: (code: string) => void;
}

/** Options of a session. */
export interface SessionOptions extends SessionEvents {
  readonly url: RedisUrl;
  /** Number of replicas that must confirm the REPLICATED_STEPS; 0 if none. */
  readonly minReplicas: number;
  /** Id of this process. */
  readonly process: string;
  /** Handlers of the channels that this process subscribes to. */
  readonly channels: Readonly<Record<string, (message: string) => void>>;
  /** Called when Redis stays unavailable for OUTAGE_WAIT_MS. */
  readonly onUnavailable: () => void;
  /** Called when Redis is available again, before new calls are admitted: registers what this process holds. */
  readonly onRecovered: () => Promise<unknown>;
}

/**
 * Session of one process with Redis. No call may be admitted before a heartbeat has proven the connection. The session:
 * - connects and reconnects;
 * - proves the connection by a heartbeat;
 * - runs the steps of the scripts;
 * - retries pending writes in their order.
 */
export class RedisSession {
  readonly #options: SessionOptions;
  readonly #resolver: Resolver;
  readonly #link: Link;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #pendingWrites = new PendingWrites();
  readonly #proof: ServerProof;
  /** Messages that are logged once, because every request may cause them. */
  readonly #reported = new Set<string>();
  readonly #started: Promise<void>;
  #resolveStarted: () => void = () => undefined;
  #available = false;
  #losses = 0;
  /** Number of detected failures of Redis, also while it was unavailable. */
  #failures = 0;
  #outage: Outage;
  #closing = false;
  #lastReport = '';
  #beating: Promise<void> | undefined;
  /** The pair of connections that the last heartbeat proved. */
  #proven: Pair | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#outage = startOutage(options.onUnavailable);
    this.#started = new Promise((resolve) => (this.#resolveStarted = resolve));
    this.#resolver = createResolver(options.url);
    this.#proof = new ServerProof({
      process: options.process,
      alive: (pair, args) => this.#stepOn(pair, ['session', 'alive'], EPOCH, args) as Promise<Alive>,
      probe: (key) => this.#link.probe(key),
      onLost: (reason) => this.#lost(reason),
    });
    this.#link = openLink(
      { url: options.url, minReplicas: options.minReplicas, resolver: this.#resolver },
      { ...options.channels, [this.#proof.channel]: (message) => this.#proof.receive(message) },
      {
        // A heartbeat on the previous pair fails, and the new pair must not wait for the next interval.
        up: () => void (this.#beating ?? Promise.resolve()).then(() => this.beat()),
        down: (error) => {
          const code = errorCodeOf(error);
          if (code !== undefined) options.errorReply(code);
          this.#lost(code ?? codeOf(error), code);
        },
      },
    );
    this.#heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** True if calls may be admitted. */
  get available(): boolean {
    return this.#available;
  }

  /** Number of times that Redis was lost. */
  get losses(): number {
    return this.#losses;
  }

  /** Resolves when Redis is available, or after START_MS. The server then starts without it, and admits no call. */
  async start(): Promise<void> {
    const late = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), START_MS).unref());
    if (!(await Promise.race([this.#started.then(() => true), late]))) this.#report('Redis unavailable: no response');
  }

  /** Resolves with true when Redis is available, and with false when it stays unavailable for OUTAGE_WAIT_MS. */
  whenRecovered(): Promise<boolean> {
    return this.#available ? Promise.resolve(true) : this.#outage.recovered;
  }

  /**
   * Runs a step of a script. Rejects with StateUnavailableError or StateCommandError.
   *
   * @param step Script and name of the step.
   * @param keys Key of the subject, or all keys of the step.
   * @param text Large text that is not part of the JSON arguments.
   */
  async step(step: Step, keys: Keys, args: object, text: readonly string[] = []): Promise<unknown> {
    const pair = this.#link.pair();
    // A new pair is not used before a heartbeat has proven where it leads.
    if (pair === undefined || pair !== this.#proven) throw new StateUnavailableError(true);
    return this.#stepOn(pair, step, keys, args, text);
  }

  /** Runs a step if calls may be admitted, else rejects with StateUnavailableError. */
  whenReady<Result>(step: Step, keys: Keys, args: object): Promise<Result> {
    return this.#available
      ? (this.step(step, keys, args) as Promise<Result>)
      : Promise.reject(new StateUnavailableError(true));
  }

  /**
   * Runs a step like `whenReady`, and again while its reply is `unready`: Redis was emptied recently, and a process may not have
   * registered again what it holds.
   */
  async whenComplete(step: Step, keys: Keys, args: object): Promise<unknown> {
    for (;;) {
      const reply = await this.whenReady(step, keys, args);
      if (!isObject(reply) || reply.status !== 'unready') return reply;
      // The next heartbeat may be a second later.
      await this.beat();
      if (!(await this.whenRecovered())) throw new StateUnavailableError(true);
    }
  }

  /**
   * Runs a step now, or when Redis is available again. Never rejects. `args` as a function is evaluated when the step runs.
   * `done` is called when the step succeeded, or has failed permanently.
   */
  async eventually(step: Step, subject: string, args: object | (() => object), done?: () => void): Promise<void> {
    await this.#pendingWrites.run(async () => {
      await this.step(step, subject, typeof args === 'function' ? (args() as object) : args).catch(ignoreCommandError);
      done?.();
    });
  }

  /** Reads a value; undefined if it does not exist or cannot be read. */
  async get(key: string): Promise<string | undefined> {
    const client = this.#link.pair()?.client;
    if (client === undefined) return undefined;
    return (await inTime(client.get(key)).catch(() => null)) ?? undefined;
  }

  /** Runs a heartbeat, or joins the one that is running. Never rejects. */
  beat(): Promise<void> {
    return (this.#beating ??= this.#beatOnce().finally(() => (this.#beating = undefined)));
  }

  /** Logs a message once. */
  reportOnce(message: string, code?: string): void {
    if (this.#reported.has(message)) return;
    this.#reported.add(message);
    this.#options.report(message, 'warn', code);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#heartbeat);
    await this.#pendingWrites.flush().catch(() => undefined);
    this.#link.close();
    this.#resolver.close();
    this.#available = false;
    this.#outage = startOutage(this.#options.onUnavailable);
    this.#outage.end(false);
  }

  async #stepOn(
    pair: Pair,
    [script, name]: Step,
    keys: Keys,
    args: object,
    text: readonly string[] = [],
  ): Promise<unknown> {
    try {
      const run = async (): Promise<unknown> => {
        const reply = await pair.client[script]([keys].flat(), [name, JSON.stringify(args), ...text]);
        if (REPLICATED_STEPS.has(name)) await pair.replicated();
        return reply;
      };
      const result = await inTime(run());
      const { reply, invalid } = readReply(result);
      if (invalid !== undefined) this.reportOnce(`Redis has an invalid value at ${name}: ${invalid} was reset`);
      return reply;
    } catch (error) {
      throw this.#stateError(pair, name, error);
    }
  }

  /** Turns the error of a step into StateUnavailableError or StateCommandError. An unavailable Redis counts as lost. */
  #stateError(pair: Pair, name: string, error: unknown): Error {
    if (error instanceof SyntaxError) {
      this.reportOnce(`Redis command failed at ${name}: ${error.name}`);
      return new StateCommandError(error.name);
    }
    const code = errorCodeOf(error);
    if (code !== undefined) this.#options.errorReply(code);
    const meaning = code === undefined ? 'unavailable' : meaningOf(code);
    // A late reply of the previous pair does not concern the current one.
    if (meaning === 'unavailable' && this.#link.pair() === pair) {
      this.#lost(code ?? (error instanceof StateUnavailableError ? 'no response' : codeOf(error)), code);
      void this.beat();
    }
    if (meaning !== 'unavailable') this.reportOnce(`Redis command failed at ${name}: ${String(code)}`, code);
    return meaning === 'fault' && code !== undefined
      ? new StateCommandError(code)
      : new StateUnavailableError(false, code);
  }

  #report(message: string, code?: string): void {
    if (message === this.#lastReport || this.#closing) return;
    // The first connection of a start is no recovery.
    const level = this.#lastReport === '' && message === CONNECTED ? 'info' : 'warn';
    this.#options.report(message, level, code);
    this.#lastReport = message;
  }

  #lost(reason: string, code?: string): void {
    this.#report(`Redis unavailable: ${reason}`, code);
    this.#failures += 1;
    if (!this.#available) return;
    this.#available = false;
    this.#losses += 1;
    this.#outage = startOutage(this.#options.onUnavailable);
  }

  async #beatOnce(): Promise<void> {
    const pair = this.#link.pair();
    if (pair === undefined || this.#closing) return;
    try {
      const ageMs = await this.#proof.prove(pair);
      // A Redis that was emptied (FLUSHALL) has lost its memory, as a restarted one has.
      if (this.#available && ageMs < GRACE_MS) this.#lost('its memory is empty');
      const failuresBefore = this.#failures;
      this.#proven = pair;
      await this.#pendingWrites.flush();
      if (!this.#available) await this.#recover(ageMs, failuresBefore);
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      // If not even the heartbeat succeeds, no step does.
      if (error.replyCode !== undefined) this.#lost(error.replyCode, error.replyCode);
      // A connection that does not respond is dead, which TCP would report after many minutes. A connection that responds with
      // errors may lead to a demoted server.
      this.#link.renew(pair);
    }
  }

  /** Registers what this process holds, then admits calls again. */
  async #recover(ageMs: number, failuresBefore: number): Promise<void> {
    await this.#options.onRecovered();
    if (ageMs < GRACE_MS) {
      setTimeout(() => void this.beat(), GRACE_MS - ageMs).unref();
      return;
    }
    await this.#pendingWrites.flush();
    // A failure during the recovery is handled by the next heartbeat.
    if (this.#proven !== this.#link.pair() || this.#failures !== failuresBefore) return;
    this.#report(CONNECTED);
    this.#available = true;
    this.#link.markHealthy();
    this.#outage.end(true);
    this.#resolveStarted();
  }
}

/**
 * Steps that return only when enough replicas have their writes, because this process then acts on them: it sends a call, or
 * returns a result. A fail-over could lose them otherwise. The heartbeat is one of them, so a server with too few replicas counts
 * as unavailable.
 */
const REPLICATED_STEPS: ReadonlySet<string> = new Set(['alive', 'begin', 'confirm', 'complete', 'abandon']);

/** Script of a step, and its name. */
type Step = readonly [ScriptName, string];

/** Key of the subject of a step, or all its keys. */
type Keys = string | readonly string[];

/** Parses the reply of the script: JSON, after an optional line that names an invalid value which was reset. */
function readReply(result: unknown): { readonly reply: unknown; readonly invalid: string | undefined } {
  if (typeof result !== 'string') throw new SyntaxError('The script must return a string.');
  const [, invalid, json] = /^(?:!([a-z ]+)\n)?(.*)$/s.exec(result) ?? [];
  return { reply: JSON.parse(json ?? ''), invalid };
}

/** Code of a Node.js error for the log. The message is not logged, because it may contain the address. */
const codeOf = (error: unknown): string =>
  error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : 'connection lost';
