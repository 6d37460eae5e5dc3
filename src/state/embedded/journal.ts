import { randomUUID } from 'node:crypto';

import { parseJson } from '../../shared/json.js';
import { StateUnavailableError } from '../errors.js';
import { AgeClock, checkpointOf, type MachineClocks } from './age-clock.js';
import { DataDirError } from './data-dir-error.js';
import { codeOf, openEngine, type Engine } from './engine.js';

/** Options of a journal. */
export interface JournalOptions {
  readonly directory: string;
  /** Called for the log when the directory becomes unavailable or available; `code` is the code of the error, for example ENOSPC. */
  readonly report: (message: string, level: 'warn' | 'error', code?: string) => void;
  /** @default the clocks of this machine */
  readonly clocks?: MachineClocks;
}

/** Version of the records. A server rejects a directory of a newer version. */
const FORMAT = 1;

const FORMAT_KEY = 'meta/format';
const OWNER_KEY = 'meta/owner';
const CLOCK_KEY = 'meta/clock';

/** Longest delay of a change that no request waits for. */
const LAZY_WRITE_MS = 10;
/** Interval of a write without a change. It stores the clocks, and detects an unavailable disk and its recovery. */
const CHECKPOINT_MS = 60_000;
/** Time after which a write without a response counts as failed. A healthy disk takes milliseconds. */
const WRITE_TIMEOUT_MS = 5_000;
/** Delay between two attempts to open an unavailable directory again. */
const REOPEN_MS = 1_000;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: StateUnavailableError) => void;
}

/**
 * Durable records of one process in a directory. All changes that are made while a write is running are part of the next write,
 * so concurrent requests share one fsync. The fsync runs in a thread of libuv and does not block the event loop.
 *
 * If a write fails, the directory counts as unavailable. It is then opened again until that succeeds, because LevelDB could lose
 * records that follow an incomplete one in the same file. The changes of failed writes are written first.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #owner: string;
  readonly #clock: AgeClock;
  readonly #checkpoints: NodeJS.Timeout;
  #engine: Engine;
  /** Changes that are not on disk: key → value, undefined if the record is deleted. */
  #changes = new Map<string, unknown>();
  #waiters: Waiter[] = [];
  #writing: Promise<void> | undefined;
  #lazyTimer: NodeJS.Timeout | undefined;
  #reopenTimer: NodeJS.Timeout | undefined;
  #reopening: Promise<void> | undefined;
  #failure: string | undefined;
  #onWritten: (changes: ReadonlyMap<string, unknown>) => void = () => undefined;
  #closed = false;

  private constructor(options: JournalOptions, engine: Engine, clock: AgeClock, owner: string) {
    this.#options = options;
    this.#engine = engine;
    this.#clock = clock;
    this.#owner = owner;
    this.#checkpoints = setInterval(() => this.#schedule(), CHECKPOINT_MS).unref();
  }

  /**
   * Opens the directory, and returns its records: key → value, undefined if the value cannot be parsed. Rejects with DataDirError
   * if the directory cannot be opened or written.
   */
  static async open(
    options: JournalOptions,
  ): Promise<{ readonly journal: Journal; readonly records: ReadonlyMap<string, unknown> }> {
    const engine = await openEngine(options.directory);
    try {
      const records = new Map<string, unknown>();
      for await (const [key, value] of engine.iterator()) records.set(key, parseJson(value));
      const format = records.get(FORMAT_KEY);
      if (typeof format === 'number' && format > FORMAT) throw new DataDirError('newer', `format ${format}`);
      const clock = new AgeClock(checkpointOf(records.get(CLOCK_KEY)), options.clocks);
      const owner = randomUUID();
      await engine.batch(
        [
          { type: 'put', key: FORMAT_KEY, value: JSON.stringify(FORMAT) },
          { type: 'put', key: OWNER_KEY, value: JSON.stringify(owner) },
          { type: 'put', key: CLOCK_KEY, value: JSON.stringify(clock.checkpoint()) },
        ],
        { sync: true },
      );
      return { journal: new Journal(options, engine, clock, owner), records };
    } catch (error) {
      await engine.close().catch(() => undefined);
      throw error instanceof DataDirError ? error : new DataDirError('unusable', codeOf(error));
    }
  }

  /** False while the directory cannot be written. */
  get available(): boolean {
    return this.#failure === undefined;
  }

  /** Throws StateUnavailableError if the directory cannot be written. */
  requireAvailable(): void {
    if (this.#failure !== undefined) throw new StateUnavailableError(true, this.#failure);
  }

  /** Clock of TTLs: the age of the directory in milliseconds. */
  now(): number {
    return this.#clock.now();
  }

  /** Sets the function that is called with the changes of each write, when they are on disk. */
  onWritten(listener: (changes: ReadonlyMap<string, unknown>) => void): void {
    this.#onWritten = listener;
  }

  /** Changes a record. It is on disk within LAZY_WRITE_MS, or when `durable` resolves. A change that fails is retried. */
  put(key: string, value: unknown): void {
    this.#change(key, value);
  }

  /** Deletes a record, as `put` changes it. */
  delete(key: string): void {
    this.#change(key, undefined);
  }

  /**
   * Resolves when all changes made so far are on disk. Rejects with StateUnavailableError if the directory cannot be written;
   * the changes are then written when it is available again.
   */
  durable(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(new StateUnavailableError(false, this.#failure));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#schedule();
    });
  }

  /** Writes all changes, if possible, and closes the directory. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#checkpoints);
    clearTimeout(this.#lazyTimer);
    clearTimeout(this.#reopenTimer);
    await this.#reopening;
    await this.#writing;
    if (this.available) await this.durable().catch(() => undefined);
    await this.#engine.close().catch(() => undefined);
  }

  #change(key: string, value: unknown): void {
    this.#changes.set(key, value);
    if (this.#lazyTimer !== undefined || this.#closed) return;
    this.#lazyTimer = setTimeout(() => {
      this.#lazyTimer = undefined;
      this.#schedule();
    }, LAZY_WRITE_MS).unref();
  }

  /** Starts a write after the current task, unless one is running, which then continues with the new changes. */
  #schedule(): void {
    if (this.available) this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    do {
      // All steps of this task are part of the write.
      await Promise.resolve();
      const waiters = this.#waiters.splice(0);
      try {
        await this.#write();
      } catch (error) {
        this.#fail(codeOf(error), waiters);
        return;
      }
      for (const { resolve } of waiters) resolve();
    } while (this.#waiters.length > 0);
  }

  /** Writes the changes in one atomic step. If it fails, they stay changes, unless they were changed again. */
  async #write(): Promise<void> {
    const changes = this.#changes;
    this.#changes = new Map();
    clearTimeout(this.#lazyTimer);
    this.#lazyTimer = undefined;
    const operations = [...changes, [CLOCK_KEY, this.#clock.checkpoint()] as const].map(([key, value]) =>
      value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value: JSON.stringify(value) },
    );
    try {
      await inTime(this.#engine.batch(operations, { sync: true }));
    } catch (error) {
      this.#changes = new Map([...changes, ...this.#changes]);
      throw error;
    }
    this.#onWritten(changes);
  }

  #fail(code: string, waiters: readonly Waiter[]): void {
    this.#failure = code;
    this.#options.report(`DATA_DIR unavailable: ${code}`, 'error', code);
    for (const { reject } of [...waiters, ...this.#waiters.splice(0)]) reject(new StateUnavailableError(false, code));
    this.#reopenLater();
  }

  #reopenLater(): void {
    if (this.#closed) return;
    this.#reopenTimer = setTimeout(() => {
      this.#reopening = this.#reopen().finally(() => (this.#reopening = undefined));
    }, REOPEN_MS).unref();
  }

  async #reopen(): Promise<void> {
    try {
      // Waits for a write that did not respond in time.
      await this.#engine.close();
      this.#engine = await openEngine(this.#options.directory);
      const owner = await this.#engine.get(OWNER_KEY);
      if (owner !== JSON.stringify(this.#owner)) {
        // Its records would contradict those in memory.
        await this.#engine.close();
        this.#options.report('DATA_DIR was used by another process: restart this one', 'error');
        return;
      }
      await this.#write();
    } catch (error) {
      this.#failure = codeOf(error);
      this.#reopenLater();
      return;
    }
    this.#failure = undefined;
    this.#options.report('DATA_DIR available', 'warn');
  }
}

/** Rejects if the promise does not settle within WRITE_TIMEOUT_MS. */
async function inTime(writing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), WRITE_TIMEOUT_MS);
  });
  try {
    await Promise.race([writing, late]);
  } finally {
    clearTimeout(timer);
    // It may still fail after the timeout.
    writing.catch(() => undefined);
  }
}
