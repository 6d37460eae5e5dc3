import { SimpleError, type createClient } from '@redis/client';

/** Longest wait for replicas. It is shorter than the timeout of a step, which includes it. */
const REPLICATION_MS = 1_000;

/**
 * Returns a function that resolves when this number of replicas has confirmed all writes of the connection. It rejects as Redis
 * does with `min-replicas-to-write`. Steps that end while a WAIT is running share the next one, because a WAIT blocks the
 * connection.
 */
export function replicationOf(
  client: Pick<ReturnType<typeof createClient>, 'wait'>,
  minReplicas: number,
): () => Promise<void> {
  if (minReplicas === 0) return () => Promise.resolve();
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const wait = async (): Promise<void> => {
    const confirmed = await client.wait(minReplicas, REPLICATION_MS);
    if (confirmed < minReplicas) throw new SimpleError('NOREPLICAS');
  };
  const start = (): Promise<void> => {
    next = undefined;
    const started = wait().finally(() => {
      if (running === started) running = undefined;
    });
    running = started;
    return started;
  };
  // A running WAIT may not cover the last write.
  return () => (running === undefined ? start() : (next ??= running.then(start, start)));
}
