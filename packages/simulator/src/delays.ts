/** Running delays, and writes that follow later. A disconnected client does not end one, because the vendor works on a call for up to 60 s (spec). */
import type { ServerResponse } from 'node:http';
import type { InFlightRequest } from './request-log.js';

export class Delays {
  readonly #laterWrites = new Set<ReturnType<typeof setTimeout>>();
  readonly #running = new Set<{ readonly response: ServerResponse; readonly cut: () => void }>();

  /**
   * Resolves true `delayMs` after the arrival of the request. Resolves false if it is cancelled; the slot of `inFlight` is
   * released first.
   */
  wait(delayMs: number, response: ServerResponse, inFlight: InFlightRequest): Promise<boolean> {
    if (delayMs === 0) return Promise.resolve(true);
    const leftMs = delayMs - (performance.now() - inFlight.arrivedAtMs);
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        this.#running.delete(delay);
        if (!passed) inFlight.release();
        resolve(passed);
      };
      const timer = setTimeout(() => end(true), leftMs);
      const delay = { response, cut: () => end(false) };
      this.#running.add(delay);
    });
  }

  /** Carries out a write after `ms`, also if its client has disconnected. */
  writeLater(ms: number, write: () => void): void {
    const timer = setTimeout(() => {
      this.#laterWrites.delete(timer);
      write();
    }, ms);
    this.#laterWrites.add(timer);
  }

  /**
   * Cancels running delays when their connections close, and writes at once, so that none reaches into the next test.
   */
  bindToClients(): void {
    this.#cancelWrites();
    for (const { response, cut } of this.#running) {
      if (response.destroyed) cut();
      else response.once('close', cut);
    }
  }

  /** Cancels all running delays and writes. */
  cancelAll(): void {
    this.#cancelWrites();
    for (const { cut } of this.#running) cut();
  }

  #cancelWrites(): void {
    for (const timer of this.#laterWrites) clearTimeout(timer);
    this.#laterWrites.clear();
  }
}
