import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';

import { startSimulator, type Simulator, type SimulatorOptions } from '../../packages/simulator/src/simulator.js';
import { startBrowser, visit, type Visit } from './browser.js';
import { buildDesk, type BuiltDesk, type ServedDesk } from './campaign-desk.js';
import { freePort } from './free-port.js';
import { startProduct, TOKEN, type Product } from './product.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** The built desk in a browser, in front of a server and a simulator that are new for each test. */
export interface DeskSession {
  /** The simulator of the current test. */
  readonly simulator: Simulator;
  /** Starts the server, or replaces it at the address that the desk knows. */
  readonly serve: (variables?: Variables) => Promise<void>;
  /** Opens a page by its fragment, for example `#/new`. */
  readonly look: (fragment: string, locale?: 'en' | 'es') => Promise<Page>;
  /** Allows errors of the page in the current test; there may be none otherwise. */
  readonly allowErrors: (pattern: RegExp) => void;
  /** Variables of a server with these operations. */
  readonly operations: (...ids: readonly string[]) => Variables;
}

/** Prepares a session for the tests of a `describe`. Checks after each that the page is unbroken and requested this machine only. */
export function useDesk(options: Partial<SimulatorOptions> = {}): DeskSession {
  let browser: Browser;
  let desk: BuiltDesk;
  let served: ServedDesk;
  let port: number;
  let folder: string;
  beforeAll(async () => {
    port = await freePort();
    folder = mkdtempSync(join(tmpdir(), 'operations-'));
    [browser, desk] = await Promise.all([startBrowser(), buildDesk()]);
    served = await desk.serve(`http://127.0.0.1:${port}`);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([browser.close(), served.close()]);
    desk.remove();
    rmSync(folder, { recursive: true });
  });

  let simulator: Simulator;
  let product: Product | undefined;
  let visits: Visit[];
  let allowed: RegExp;
  beforeEach(async () => {
    simulator = await startSimulator({ token: TOKEN, ...options });
    visits = [];
    allowed = /^$/;
  });
  afterEach(async () => {
    await Promise.all(visits.map(({ close }) => close()));
    await product?.close();
    await simulator.close();
    product = undefined;
    for (const { strayed, broken } of visits) {
      expect(strayed).toEqual([]);
      expect(broken.filter((line) => !allowed.test(line))).toEqual([]);
    }
  });

  return {
    get simulator() {
      return simulator;
    },
    serve: async (variables = {}) => {
      await product?.close();
      product = await startProduct(simulator.url, { PORT: String(port), ...variables });
    },
    look: async (fragment, locale = 'en') => {
      const visited = await visit(browser, `${served.url}${fragment}`, locale);
      visits.push(visited);
      // Shorter than Jest's timeout, so that the error names the missing control.
      visited.page.setDefaultTimeout(10_000);
      return visited.page;
    },
    allowErrors: (pattern) => {
      allowed = pattern;
    },
    operations: (...ids) => {
      const file = join(folder, `${ids.join('-')}.json`);
      writeFileSync(file, JSON.stringify(ids.map((id) => ({ id, server: '0013', token: TOKEN }))));
      return { WOLKVOX_OPERATIONS_FILE: file, WOLKVOX_TOKEN: undefined };
    },
  };
}

/** Returns the `input` of each mutation of this name that the page sends from now on. */
export function inputsOf<Input>(page: Page, operationName: string): Input[] {
  const inputs: Input[] = [];
  page.on('request', (request: Request) => {
    if (!request.url().endsWith('/graphql')) return;
    const body = request.postDataJSON() as { operationName?: string; variables?: { input: Input } } | null;
    if (body?.operationName === operationName && body.variables) inputs.push(body.variables.input);
  });
  return inputs;
}
