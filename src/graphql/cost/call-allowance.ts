/**
 * Upstream calls of a request that are limited while it is executed, because their number depends on data. Each field may make as
 * many as its arguments show. The rest of the limit is shared by all fields.
 */
export class CallAllowance {
  static readonly NONE = new CallAllowance(0, 0);
  #left: number;
  #shared: number;

  /** @param total Calls that all fields may make together. @param planned Calls that their arguments show. */
  constructor(total: number, planned: number) {
    this.#left = total;
    this.#shared = total - planned;
  }

  /** Returns the function that takes a call for a field whose arguments show `planned` calls. It returns false if none is left. */
  forField(planned: number): () => boolean {
    let own = planned;
    return () => {
      if (this.#left <= 0 || (own <= 0 && this.#shared <= 0)) return false;
      if (own > 0) own -= 1;
      else this.#shared -= 1;
      this.#left -= 1;
      return true;
    };
  }
}
