import { OUTAGE_WAIT_MS } from '../slot-store.js';

/** A period without Redis. */
export interface Outage {
  /** True when Redis is available again, false when it stays unavailable for OUTAGE_WAIT_MS. */
  readonly recovered: Promise<boolean>;
  end(isRecovered: boolean): void;
}

/** Starts an outage. `onUnavailable` is called when Redis stays unavailable for OUTAGE_WAIT_MS. */
export function startOutage(onUnavailable: () => void): Outage {
  let end: (isRecovered: boolean) => void = () => undefined;
  const recovered = new Promise<boolean>((resolve) => (end = resolve));
  const timer = setTimeout(() => end(false), OUTAGE_WAIT_MS).unref();
  void recovered.then((isRecovered) => {
    clearTimeout(timer);
    if (!isRecovered) onUnavailable();
  });
  return { recovered, end };
}
