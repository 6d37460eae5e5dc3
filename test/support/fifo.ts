/** A real pipe whose reader controls when it reads. Node's own pipes to child processes are sockets, and read ahead. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Fifo {
  /** Path for writers. */
  readonly path: string;
  /** Opens another writing end, blocking by default like a shell's pipe. The test closes it. */
  readonly openWriter: (flags?: number) => number;
  /** Reads the available data, at most this many bytes. Returns the number of bytes. */
  readonly read: (bytes?: number) => number;
  /** Returns the data read since the last call. */
  readonly take: () => string;
  /** Closes the reading end. */
  readonly closeReader: () => void;
  readonly close: () => void;
}

export function createFifo(): Fifo {
  const folder = mkdtempSync(join(tmpdir(), 'fifo-'));
  const path = join(folder, 'fifo');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  let chunks: Buffer[] = [];
  let isOpen = true;
  const closeReader = (): void => {
    if (isOpen) closeSync(reader);
    isOpen = false;
  };
  return {
    path,
    openWriter: (flags = 0) => openSync(path, constants.O_WRONLY | flags),
    read: (bytes = Infinity) => {
      let total = 0;
      for (let left = bytes; isOpen && left > 0;) {
        const chunk = Buffer.alloc(Math.min(left, 65_536));
        let count = 0;
        try {
          count = readSync(reader, chunk);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        }
        if (count === 0) break;
        chunks.push(chunk.subarray(0, count));
        left -= count;
        total += count;
      }
      return total;
    },
    take: () => {
      const text = Buffer.concat(chunks).toString();
      chunks = [];
      return text;
    },
    closeReader,
    close: () => {
      closeReader();
      rmSync(folder, { recursive: true });
    },
  };
}
