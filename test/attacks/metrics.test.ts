import { afterAll, beforeAll, expect } from '@jest/globals';

import { closedPort } from '../support/raw-upstream.js';
import { launch, startTarget, type Target } from './support.js';

/** The figures have a port of their own: on the public one there are none, under no spelling of their address. */
let target: Target;
beforeAll(async () => {
  target = await startTarget({ METRICS_PORT: String(await closedPort()) });
});
afterAll(() => target.close());

const PATHS = ['/metrics', '/metrics/', '/metrics?x=1', '//metrics', '/%6detrics', '/METRICS', '/livez/../metrics'];

launch(
  PATHS.map((path) => ({
    sentence: `${path} is nothing`,
    run: async ({ raw }: Target) => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(answer).not.toMatch(/wolkvox_graphql|process_cpu/);
    },
  })),
  () => target,
);
