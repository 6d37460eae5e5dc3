import { StateUnavailableError } from '../errors.js';
import type { Link, Pair } from './connection.js';
import { KEY_PREFIX } from './keys.js';
import { ALIVE_MS } from './scripts.js';
import { inTime } from './timing.js';

/** Reply of the heartbeat step. */
export interface Alive {
  /** Age of the memory of this server in milliseconds. */
  readonly ageMs: number;
  readonly hasServerId: boolean;
}

/** What a proof needs of its session. */
export interface ProofOptions {
  /** Id of this process. */
  readonly process: string;
  /** Runs the heartbeat step on a pair: stores the echo, and publishes it. Rejects with StateUnavailableError. */
  readonly alive: (pair: Pair, args: { process: string; echo: string; ms: number }) => Promise<Alive>;
  readonly probe: Link['probe'];
  /** Called with the reason if the server cannot be proven. */
  readonly onLost: (reason: string) => void;
}

/**
 * Proof that both connections of a pair, and new ones, lead to the same server. Each proof stores and publishes an echo of its
 * own, which must arrive on the subscriber connection and be readable over a new connection.
 */
export class ServerProof {
  /** Channel of the echo, and its key. */
  readonly channel: string;
  readonly #options: ProofOptions;
  #count = 0;
  #onEcho: (message: string) => void = () => undefined;

  constructor(options: ProofOptions) {
    this.#options = options;
    this.channel = `${KEY_PREFIX}echo:${options.process}`;
  }

  /** Receives a message of the channel. */
  receive(message: string): void {
    this.#onEcho(message);
  }

  /**
   * Registers this process as alive and returns the age of the memory of this server in milliseconds. Rejects with
   * StateUnavailableError if the subscriber connection receives no echo, or if new connections reach another server.
   */
  async prove(pair: Pair): Promise<number> {
    const { process, alive, probe, onLost } = this.#options;
    for (let last = false; ; last = true) {
      const echo = String((this.#count += 1));
      const received = new Promise<void>((resolve) => (this.#onEcho = (message) => message === echo && resolve()));
      const { ageMs, hasServerId } = await alive(pair, { process, echo, ms: ALIVE_MS });
      await inTime(received).catch((error: unknown) => {
        onLost('the subscriber connection receives no messages');
        throw error;
      });
      const found = await probe(this.channel);
      // Checked twice, because Redis may have been emptied between the two commands.
      if (found !== undefined && found !== echo && !last) continue;
      if (found !== undefined && found !== echo) {
        onLost('new connections reach another server');
        throw new StateUnavailableError();
      }
      // A server that does not report its identity may be another one at each connection.
      return hasServerId ? ageMs : Math.min(ageMs, performance.now() - pair.openedAt);
    }
  }
}
