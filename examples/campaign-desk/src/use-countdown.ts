import { useLayoutEffect, useState } from 'react';

const TICK_MS = 250;

/** Returns seconds, counted down to 0 from each change of `since`; 0 if it is undefined. */
export function useCountdown(since: object | undefined, waitMs: number): number {
  const [leftMs, setLeftMs] = useState(0);
  // Before painting, so that the button never appears enabled first.
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
