/** Whether a caller has hung up. What an AbortSignal does, at a part of its cost: every request has one. */
export class HangUp {
  #happened = false;
  #listeners: Set<() => void> | undefined;

  get happened(): boolean {
    return this.#happened;
  }

  happen(): void {
    this.#happened = true;
    this.#listeners?.forEach((listener) => listener());
  }

  on(listener: () => void): void {
    (this.#listeners ??= new Set()).add(listener);
    if (this.#happened) listener();
  }

  off(listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
