/** The delays under way. A client that hangs up does not end one: the vendor works on a call for up to 60 s (spec), heard or not. */
import type { ServerResponse } from 'node:http';
import type { Visit } from './ledger.js';

export class Delays {
  readonly #underWay = new Set<{ readonly response: ServerResponse; readonly cut: () => void }>();

  /** Answers true after `delayMs`; false when it is cut, and then `visit` has left already. */
  pass(delayMs: number, response: ServerResponse, visit: Visit): Promise<boolean> {
    if (delayMs === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        this.#underWay.delete(delay);
        if (!passed) visit.leave();
        resolve(passed);
      };
      const timer = setTimeout(() => end(true), delayMs);
      const delay = { response, cut: () => end(false) };
      this.#underWay.add(delay);
    });
  }

  /** From now on the delays under way last no longer than their connections, so that none reaches into the next test. */
  bindToClients(): void {
    for (const { response, cut } of this.#underWay) {
      if (response.destroyed) cut();
      else response.once('close', cut);
    }
  }

  /** Ends them all, so that nothing is left to wait for. */
  cutAll(): void {
    for (const { cut } of this.#underWay) cut();
  }
}
