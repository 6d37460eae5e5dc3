import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls a condition that has no event. Rejects with its name after the deadline.
 *
 * @param what The condition as a statement, for example `the queue is empty`.
 * @param deadlineMs Default: 15 s.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  deadlineMs = 15_000,
): Promise<void> {
  const endsAt = performance.now() + deadlineMs;
  for (let pauseMs = SHORTEST_PAUSE_MS; ;) {
    const checked = condition();
    if (await checked) return;
    if (performance.now() > endsAt) throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    await sleep(pauseMs);
    // A condition that asks a server takes CPU from what it waits for.
    if (checked instanceof Promise) pauseMs = Math.min(pauseMs * 1.25, LONGEST_PAUSE_MS);
  }
}

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
