import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from '@jest/globals';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import { describeWith } from './describe-with.js';
import { findProgram } from './find-program.js';

/** `describe` where Chromium is on PATH. */
export const describeInBrowser = describeWith('chromium', 'These tests need Chromium: apt-get install chromium.');

/** A headless Chromium that finds no host but this machine. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('There is no chromium on PATH.');
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox cannot be had by root, nor in most containers. It sees our own pages alone.
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
}

/** A page of its own, and what must be empty at the end of each test. */
export interface Visit {
  readonly page: Page;
  /** Addresses outside this machine that the page asked for; nothing was sent there. */
  readonly strayed: readonly string[];
  /** What broke in the page: exceptions, and what it wrote to the console as an error. */
  readonly broken: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a page as somebody with this language would. */
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
 * A picture for the docs. Pixels differ from one Chromium to the next, so beside each picture stands what it shows, as
 * a screen reader would tell it: where a page shows something else than its picture, the test fails. `npm run pictures`
 * takes them anew. `varying` are words that differ from run to run, such as ports.
 */
export async function picture(
  page: Page,
  name: string,
  { of, told: part, varying = [] }: PictureOptions = {},
): Promise<void> {
  const shown = (part ?? of ?? page.locator('body')).ariaSnapshot();
  const text = varying.reduce((told, [word, stands]) => told.replaceAll(word, stands), await shown) + '\n';
  const [image, told] = [`${name}.png`, `${name}.txt`].map((file) => fileURLToPath(new URL(file, PICTURES))) as [
    string,
    string,
  ];
  if (process.env.PICTURES === 'take') {
    mkdirSync(PICTURES, { recursive: true });
    await (of ?? page).screenshot({ path: image, animations: 'disabled', caret: 'hide' });
    writeFileSync(told, text);
  }
  expect({ name, taken: existsSync(image) && existsSync(told), shows: text }).toEqual({
    name,
    taken: true,
    shows: existsSync(told) ? readFileSync(told, 'utf8') : '(npm run pictures takes it)',
  });
}

interface PictureOptions {
  /** The part of the page that is shown; the whole of it otherwise. */
  readonly of?: Locator;
  /** The part of that which is told in words, where the rest is told otherwise each time; all of it otherwise. */
  readonly told?: Locator;
  readonly varying?: readonly (readonly [word: string | RegExp, stands: string])[];
}
