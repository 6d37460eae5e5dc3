import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, jest } from '@jest/globals';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import { describeWith } from './describe-with.js';
import { findProgram } from './find-program.js';

// Each test opens pages of some megabytes and takes pictures, while other processes use the machine.
jest.setTimeout(90_000);

/** `describe` that needs Chromium on PATH. */
export const describeInBrowser = describeWith('chromium', 'These tests need Chromium: apt-get install chromium.');

/** A headless Chromium without access to other hosts. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('There is no chromium on PATH.');
  return chromium.launch({
    executablePath,
    // Chromium's sandbox is unavailable to root and in most containers. It loads our own pages only.
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
}

/** A page, and lists that must be empty at the end of each test. */
export interface Visit {
  readonly page: Page;
  /** Requested addresses outside this machine; nothing was sent there. */
  readonly strayed: readonly string[];
  /** Exceptions and console errors of the page. */
  readonly broken: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a page as a user with this language. */
export async function visit(browser: Browser, url: string, locale: 'en' | 'es' = 'en'): Promise<Visit> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  const strayed: string[] = [];
  const broken: string[] = [];
  context.on('request', (request) => {
    if (!isHere(request.url())) strayed.push(request.url());
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => broken.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  await page.goto(url);
  return { page, strayed, broken, close: () => context.close() };
}

const isHere = (address: string): boolean => {
  const { protocol, hostname } = new URL(address);
  return !/^(https?|wss?):$/.test(protocol) || hostname === '127.0.0.1' || hostname === 'localhost';
};

const PICTURES = new URL('../../docs/pictures/', import.meta.url);

/**
 * Compares or takes a picture for the docs. Pixels differ between Chromium versions, so each picture has a text of its
 * content, as a screen reader reads it; the test fails if the text differs. `npm run pictures` takes both again.
 * `varying` are texts that differ between runs, such as ports.
 */
export async function picture(
  page: Page,
  name: string,
  { of, textOf, varying = [] }: PictureOptions = {},
): Promise<void> {
  const snapshot = await (textOf ?? of ?? page.locator('body')).ariaSnapshot();
  const text =
    varying.reduce((result, [pattern, replacement]) => result.replaceAll(pattern, replacement), snapshot) + '\n';
  const [imageFile, textFile] = [`${name}.png`, `${name}.txt`].map((file) =>
    fileURLToPath(new URL(file, PICTURES)),
  ) as [string, string];
  if (process.env.PICTURES === 'take') {
    mkdirSync(PICTURES, { recursive: true });
    await (of ?? page).screenshot({ path: imageFile, animations: 'disabled', caret: 'hide' });
    writeFileSync(textFile, text);
  }
  expect({ name, taken: existsSync(imageFile) && existsSync(textFile), shows: text }).toEqual({
    name,
    taken: true,
    shows: existsSync(textFile) ? readFileSync(textFile, 'utf8') : '(npm run pictures takes it)',
  });
}

interface PictureOptions {
  /** Selector of the part in the picture; the whole page by default. */
  readonly of?: Locator;
  /** Selector of the part in the text, if the rest varies; all of it by default. */
  readonly textOf?: Locator;
  readonly varying?: readonly (readonly [pattern: string | RegExp, replacement: string])[];
}
