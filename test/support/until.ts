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
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    await sleep(5);
  }
}
