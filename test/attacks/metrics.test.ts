import { afterAll, beforeAll, expect } from '@jest/globals';

import { closedPort } from '../support/raw-upstream.js';
import { launch, startTarget, type Target } from './support.js';

/** Metrics have their own port. The public port has none, under any spelling of the path. */
let target: Target;
beforeAll(async () => {
  target = await startTarget({ METRICS_PORT: String(await closedPort()) });
});
afterAll(() => target.close());

const PATHS = ['/metrics', '/metrics/', '/metrics?x=1', '//metrics', '/%6detrics', '/METRICS', '/livez/../metrics'];

launch(
  PATHS.map((path) => ({
    title: `returns no metrics for ${path}`,
    run: async ({ raw }: Target) => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(answer).not.toMatch(/wolkvox_graphql|process_cpu/);
    },
  })),
  () => target,
);
