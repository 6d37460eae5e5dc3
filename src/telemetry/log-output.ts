import { constants, fstatSync, openSync, writeSync } from 'node:fs';

/** Kinds of log lines: `audit`, `warning` (level 40 and above) and `info` (all other lines, mainly request lines). */
export const LINE_KINDS = ['info', 'warning', 'audit'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Lines that were dropped, by kind. */
export type DroppedLines = Readonly<Record<LineKind, number>>;
export const NONE_DROPPED: DroppedLines = { info: 0, warning: 0, audit: 0 };

/** Destination of log lines. */
export interface LogDestination {
  /** Accepts one whole line with its line feed. Never throws and never blocks. */
  write(line: string, kind: LineKind): void;
  /** Sets the callback for dropped lines. It is called once per series of drops, when lines are accepted again. */
  onDropped?(report: (dropped: DroppedLines) => void): void;
}

/**
 * Maximum size of a batch: PIPE_BUF of Linux. A pipe accepts it as a whole or not at all, so a reader never gets part
 * of a line. This holds even if the process exits while the pipe is full, or if several processes share the pipe.
 * Longer lines are written alone.
 */
const BATCH_BYTES = 4096;
/** Time that a line waits for a batch. perf: writes of single lines are a tenth of a request in profiles. */
const BATCH_MS = 100;

/**
 * Maximum size of all pending lines when a line of this kind is added. Info lines are dropped first. The last 2 MiB,
 * about 8,000 lines, are reserved for audit lines.
 */
const MAX_PENDING_BYTES: Readonly<Record<LineKind, number>> = { info: 1 << 20, warning: 2 << 20, audit: 4 << 20 };
/** After a drop, info lines are accepted again at this size, so that one report covers many lines. */
const RESUME_BYTES = 1 << 18;

/** Delay between attempts to write to a full pipe. It doubles each time. */
const RETRY_MS = { min: 10, max: 500 };
/** Maximum time that a slow reader delays the exit. */
const END_MS = 1000;
const END_RETRY_MS = 5;

/**
 * Ordered, bounded, non-blocking output to a file descriptor. Lines that cannot be written now are stored and retried,
 * for example if the pipe is full, the reader is gone or the disk is full. Lines above the bound are dropped and
 * counted.
 *
 * sonic-boom, the destination of pino, blocks the process (`sync`) or one of the four threads that DNS, files and zlib
 * need, and drops lines of all kinds alike. Each write here is synchronous and non-blocking: it copies or fails at
 * once.
 */
export class LogOutput implements LogDestination {
  readonly #queue: Buffer[] = [];
  readonly #dropped = { ...NONE_DROPPED };
  #batch = '';
  #queuedBytes = 0;
  /** 0 if the last write succeeded. */
  #retryMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Dropped lines that are not reported yet. */
  #unreported: Record<LineKind, number> | undefined;
  #report: ((dropped: DroppedLines) => void) | undefined;

  /** @param fd descriptor that should not block: see `nonBlocking` */
  constructor(private readonly fd: number) {}

  dropped(): DroppedLines {
    return this.#dropped;
  }

  onDropped(report: (dropped: DroppedLines) => void): void {
    this.#report = report;
  }

  write(line: string, kind: LineKind): void {
    if (!this.#fits(line, kind)) {
      this.#dropped[kind] += 1;
      this.#unreported ??= { ...NONE_DROPPED };
      this.#unreported[kind] += 1;
      return;
    }
    if (this.#batch.length + line.length > BATCH_BYTES) {
      if (this.#retryMs > 0) this.#packBatch();
      else this.flush();
    }
    this.#batch += line;
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  /** Writes pending lines, as many as the descriptor accepts. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#queue.length > 0 || !this.#writeBatch()) this.#packBatch();
    if (this.#drain() !== undefined) {
      this.#retryMs = Math.min(RETRY_MS.max, Math.max(RETRY_MS.min, 2 * this.#retryMs));
      this.#timer = setTimeout(() => this.flush(), this.#retryMs).unref();
    } else this.#retryMs = 0;
    if (this.#queuedBytes <= RESUME_BYTES) this.#reportDropped();
  }

  /** Writes pending lines before the process exits. Waits for a slow reader, for at most a second. */
  end(): void {
    const until = performance.now() + END_MS;
    this.#reportDropped();
    this.#packBatch();
    while (this.#drain() === 'EAGAIN' && performance.now() < until) sleepSync(END_RETRY_MS);
    clearTimeout(this.#timer);
  }

  #fits(line: string, kind: LineKind): boolean {
    if (kind === 'info' && this.#unreported !== undefined) return false;
    return this.#queuedBytes + this.#batch.length + line.length <= MAX_PENDING_BYTES[kind];
  }

  /** Writes the batch as text, without a buffer. Returns true if nothing of it is left. */
  #writeBatch(): boolean {
    if (this.#batch === '') return true;
    try {
      const written = writeSync(this.fd, this.#batch);
      const bytes = Buffer.byteLength(this.#batch);
      // A partial write is possible only if a line is longer than a pipe accepts at once.
      if (written < bytes) this.#queueBytes(Buffer.from(this.#batch).subarray(written));
    } catch {
      // `drain` retries and returns the error.
      return false;
    }
    this.#batch = '';
    return true;
  }

  #packBatch(): void {
    if (this.#batch === '') return;
    const bytes = Buffer.from(this.#batch);
    this.#batch = '';
    this.#queueBytes(bytes);
  }

  #queueBytes(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
  }

  /** Returns the error code that stopped it, undefined if everything is written. */
  #drain(): string | undefined {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      let written: number;
      try {
        written = writeSync(this.fd, next);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
      }
      this.#queuedBytes -= written;
      this.#retryMs = 0;
      if (written < next.length) this.#queue[0] = next.subarray(written);
      else this.#queue.shift();
    }
    return undefined;
  }

  #reportDropped(): void {
    const dropped = this.#unreported;
    if (dropped === undefined) return;
    this.#unreported = undefined;
    this.#report?.(dropped);
  }
}

/** Returns a non-blocking descriptor of the same file, apart if possible, because other processes may expect to block. */
export function nonBlocking(fd: 1 | 2): number {
  try {
    const stat = fstatSync(fd);
    if (stat.isFile()) return fd;
    if (!stat.isSocket())
      return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // No /proc, no permission (a container with another user), or no reader: handled like a socket.
  }
  // Node makes a pipe or socket non-blocking when it opens the stream. It has no separate call for that.
  (fd === 1 ? process.stdout : process.stderr).on('error', () => undefined);
  return fd;
}

const sleepSync = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
