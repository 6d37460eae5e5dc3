/** Adds what to close after the test. */
export type Defer = (close: () => unknown) => void;

/**
 * A test that closes in reverse order what it has opened, also if it fails. `it.concurrent` needs it, because hooks do not run for
 * concurrent tests.
 */
export const closing =
  <Row extends readonly unknown[]>(test: (defer: Defer, ...row: Row) => Promise<void>) =>
  async (...row: Row): Promise<void> => {
    const closers: (() => unknown)[] = [];
    try {
      await test((close) => closers.push(close), ...row);
    } finally {
      for (const close of closers.reverse()) await close();
    }
  };
