import { readFileSync } from 'node:fs';

import { isObject } from '../../shared/json.js';

/** Clocks of the machine. */
export interface MachineClocks {
  /** Epoch milliseconds. May step. */
  readonly wall: () => number;
  /** Milliseconds since the machine started. Never steps, and continues over restarts of the process. */
  readonly uptime: () => number;
  /** Id of the start of the machine; undefined if the system has none. */
  readonly boot: string | undefined;
}

/** Clocks at one moment, as they are stored on disk. */
export interface Checkpoint {
  /** Age of the data directory in milliseconds. */
  readonly age: number;
  readonly wall: number;
  readonly uptime: number;
  readonly boot?: string;
}

/**
 * Clock of TTLs that continues over restarts: the age of the data directory in milliseconds.
 *
 * A running process advances it steadily, so a step of the wall clock expires nothing. The time between two processes is read from
 * the clock of the machine if it has not restarted, otherwise from the wall clock. It is never negative, so a key expires late
 * rather than early if the wall clock was ahead. See docs/adr/0019-embedded-store-leveldb.md.
 */
export class AgeClock {
  readonly #clocks: MachineClocks;
  readonly #startAge: number;
  readonly #startUptime: number;

  /** @param last The last checkpoint of the data directory; undefined if it is new. */
  constructor(last: Checkpoint | undefined, clocks: MachineClocks = machineClocks()) {
    this.#clocks = clocks;
    this.#startUptime = clocks.uptime();
    this.#startAge = last === undefined ? 0 : last.age + Math.max(0, this.#elapsedSince(last));
  }

  /** Returns the age in milliseconds. */
  now(): number {
    return this.#startAge + this.#clocks.uptime() - this.#startUptime;
  }

  checkpoint(): Checkpoint {
    const { wall, uptime, boot } = this.#clocks;
    return {
      age: Math.round(this.now()),
      wall: wall(),
      uptime: Math.round(uptime()),
      ...(boot !== undefined && { boot }),
    };
  }

  #elapsedSince({ wall, uptime, boot }: Checkpoint): number {
    const isSameStart = boot !== undefined && boot === this.#clocks.boot;
    return isSameStart ? this.#startUptime - uptime : this.#clocks.wall() - wall;
  }
}

/** Returns a stored checkpoint; undefined for any other value. */
export function checkpointOf(value: unknown): Checkpoint | undefined {
  if (!isObject(value)) return undefined;
  const { age, wall, uptime, boot } = value;
  if (typeof age !== 'number' || typeof wall !== 'number' || typeof uptime !== 'number') return undefined;
  return { age, wall, uptime, ...(typeof boot === 'string' && { boot }) };
}

function machineClocks(): MachineClocks {
  return {
    wall: () => Date.now(),
    // Its origin is the start of the machine, unlike that of performance.now.
    uptime: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
    boot: bootId(),
  };
}

/** Returns the id of the machine's start on Linux; undefined on other systems, where the wall clock is used. */
function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
