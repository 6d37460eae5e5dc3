/** Running delays. A disconnected client does not end one, because the vendor works on a call for up to 60 s (spec). */
import type { ServerResponse } from 'node:http';
import type { InFlightRequest } from './request-log.js';

export class Delays {
  readonly #running = new Set<{ readonly response: ServerResponse; readonly cut: () => void }>();

  /** Resolves true after `delayMs`. Resolves false if it is cancelled; the slot of `inFlight` is released first. */
  wait(delayMs: number, response: ServerResponse, visit: InFlightRequest): Promise<boolean> {
    if (delayMs === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        this.#running.delete(delay);
        if (!passed) visit.release();
        resolve(passed);
      };
      const timer = setTimeout(() => end(true), delayMs);
      const delay = { response, cut: () => end(false) };
      this.#running.add(delay);
    });
  }

  /** Cancels running delays when their connections close, so that none reaches into the next test. */
  bindToClients(): void {
    for (const { response, cut } of this.#running) {
      if (response.destroyed) cut();
      else response.once('close', cut);
    }
  }

  /** Cancels all running delays. */
  cancelAll(): void {
    for (const { cut } of this.#running) cut();
  }
}
