import { constants, fstatSync, openSync, writeSync } from 'node:fs';

/** Kinds of log lines: `audit`, `warning` (level 40 and above) and `info` (everything else, request lines above all). */
export const LINE_KINDS = ['info', 'warning', 'audit'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Lines that were dropped, by kind. */
export type DroppedLines = Readonly<Record<LineKind, number>>;

/** Where log lines go. */
export interface LogDestination {
  /** Takes one whole line, with its line feed. Never throws and never blocks. */
  write(line: string, kind: LineKind): void;
  /** Sets who is called, once for each series of losses, as soon as there is room for lines again. */
  onDropped?(report: (dropped: DroppedLines) => void): void;
}

/**
 * The longest write: PIPE_BUF of Linux. A pipe takes so much whole or not at all, so a reader never gets part of a line,
 * even if the process ends while the pipe is full, or if several processes share the pipe. Longer lines are written alone.
 */
const BATCH_BYTES = 4096;
/** A line waits so long for others to be written with it: profiles show writes of single lines as a tenth of a request. */
const BATCH_MS = 100;

/**
 * How much may be held, all lines together, when a line of this kind comes. Info lines are dropped first; the last 2 MiB,
 * some 8,000 lines, are for audit lines alone.
 */
const ROOM_BYTES: Readonly<Record<LineKind, number>> = { info: 1 << 20, warning: 2 << 20, audit: 4 << 20 };
/** After a loss, info lines are taken again when no more than this is held: one report for many lines. */
const RESUME_BYTES = 1 << 18;

/** Pauses between two tries to write to what takes nothing; doubled each time. */
const RETRY_MS = { first: 10, longest: 500 };
/** How long the end of the process may be held up by a reader who does not read. */
const END_MS = 1000;
const END_RETRY_MS = 5;

/**
 * Log lines on their way to a file descriptor, in their order. What cannot be written now (pipe full, reader gone, disk
 * full) is held up to a bounded size and tried again; beyond it lines are dropped and counted. A line is written whole.
 *
 * sonic-boom, pino's own destination, either blocks the process (`sync`) or blocks one of the four threads that DNS, files
 * and zlib need too, and drops lines of all kinds alike. Here each write is synchronous and non-blocking: it copies into the
 * pipe or fails at once.
 */
export class LogOutput implements LogDestination {
  readonly #fd: number;
  readonly #queue: Buffer[] = [];
  readonly #dropped: Record<LineKind, number> = { info: 0, warning: 0, audit: 0 };
  #batch = '';
  #queuedBytes = 0;
  /** 0 if the last write succeeded. */
  #retryMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What of `#dropped` no report has told. */
  #unreported: Record<LineKind, number> | undefined;
  #report: ((dropped: DroppedLines) => void) | undefined;

  /** @param fd should not block: see `nonBlocking` */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Lines dropped since the start. */
  dropped(): DroppedLines {
    return this.#dropped;
  }

  onDropped(report: (dropped: DroppedLines) => void): void {
    this.#report = report;
  }

  write(line: string, kind: LineKind): void {
    if (!this.#hasRoom(line, kind)) {
      this.#dropped[kind] += 1;
      this.#unreported ??= { info: 0, warning: 0, audit: 0 };
      this.#unreported[kind] += 1;
      return;
    }
    if (this.#batch.length + line.length > BATCH_BYTES) this.#endBatch();
    this.#batch += line;
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  /** Writes what is held, as far as it is taken now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#queue.length > 0 || !this.#writeBatch()) this.#packBatch();
    if (this.#drain() !== undefined) {
      this.#retryMs = Math.min(RETRY_MS.longest, Math.max(RETRY_MS.first, 2 * this.#retryMs));
      this.#timer = setTimeout(() => this.flush(), this.#retryMs).unref();
    } else this.#retryMs = 0;
    if (this.#queuedBytes <= RESUME_BYTES) this.#tellDropped();
  }

  /** Writes what is held before the process exits; waits at most a second for a reader, and for nothing else. */
  end(): void {
    const until = performance.now() + END_MS;
    this.#tellDropped();
    this.#packBatch();
    while (this.#drain() === 'EAGAIN' && performance.now() < until) sleepSync(END_RETRY_MS);
    clearTimeout(this.#timer);
  }

  #hasRoom(line: string, kind: LineKind): boolean {
    if (kind === 'info' && this.#unreported !== undefined) return false;
    return this.#queuedBytes + this.#batch.length + line.length <= ROOM_BYTES[kind];
  }

  #endBatch(): void {
    if (this.#retryMs > 0) this.#packBatch();
    else this.flush();
  }

  /** Writes the batch as text, without the buffers that what waits needs. Returns whether it is written as a whole. */
  #writeBatch(): boolean {
    if (this.#batch === '') return true;
    try {
      const written = writeSync(this.#fd, this.#batch);
      const bytes = Buffer.byteLength(this.#batch);
      // A part of it can be written only if a line is longer than a pipe takes at once.
      if (written < bytes) this.#queueBytes(Buffer.from(this.#batch).subarray(written));
    } catch {
      // `drain` tries again and reports why.
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

  /** Returns the code of the error that ended it, undefined if everything is written. */
  #drain(): string | undefined {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      let written: number;
      try {
        written = writeSync(this.#fd, next);
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

  #tellDropped(): void {
    const dropped = this.#unreported;
    if (dropped === undefined) return;
    this.#unreported = undefined;
    this.#report?.(dropped);
  }
}

/**
 * A file descriptor for the same file that does not block if a pipe, socket or terminal takes nothing. Its own open
 * description if the system gives one, since other processes may write to the same pipe and expect to block.
 */
export function nonBlocking(fd: 1 | 2): number {
  try {
    const stat = fstatSync(fd);
    if (stat.isFile()) return fd;
    if (!stat.isSocket())
      return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // No /proc, not permitted (a container under another user), or no reader: as for sockets.
  }
  // Node makes a pipe or socket non-blocking when it opens the stream, and leaves it so. It has no call for that alone.
  (fd === 1 ? process.stdout : process.stderr).on('error', () => undefined);
  return fd;
}

const sleepSync = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
