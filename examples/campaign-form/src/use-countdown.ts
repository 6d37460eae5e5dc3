import { useLayoutEffect, useState } from 'react';

const TICK_MS = 250;

/** Seconds, counted down to 0 from the moment that `since` is another one; 0 without one. */
export function useCountdown(since: object | undefined, waitMs: number): number {
  const [leftMs, setLeftMs] = useState(0);
  // Before it is painted: the button must not be seen awake first.
  useLayoutEffect(() => {
    if (since === undefined) return;
    const end = Date.now() + waitMs;
    const tick = (): void => {
      const left = Math.max(0, end - Date.now());
      setLeftMs(left);
      if (left === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, TICK_MS);
    tick();
    return () => clearInterval(timer);
  }, [since, waitMs]);
  return since === undefined ? 0 : Math.ceil(leftMs / 1_000);
}
