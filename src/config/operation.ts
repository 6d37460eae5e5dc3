import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { z } from 'zod';

import { TIME_FORMATS } from '../domain/operation.js';
import { isTimeZone } from '../domain/wall-clock.js';
import { readServer, serverAddress } from '../wolkvox/address.js';
import type { UpstreamOperation } from '../wolkvox/client.js';
import { MAX_IN_FLIGHT_PER_TOKEN } from '../wolkvox/facts.js';
import { Secret } from '../wolkvox/secret.js';
import { describe, oneOf, wholeNumber } from './rules.js';

const OPERATION = z.strictObject(
  {
    // Part of a campaign's global id, "<operationId>:<campaignId>".
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
    server: z.string({ error: 'must be a text' }).optional(),
    token: z.string({ error: 'must be a text' }).optional(),
    tokenFile: z.string({ error: 'must be a text' }).optional(),
    timeZone: z
      .string()
      .refine(isTimeZone, 'must be an IANA time zone such as America/Bogota')
      .default('America/Bogota'),
    timeFormat: oneOf(TIME_FORMATS).default('YYYYmmddhhiiss'),
    maxInFlight: wholeNumber(1, MAX_IN_FLIGHT_PER_TOKEN).default(MAX_IN_FLIGHT_PER_TOKEN),
    dailyQuota: wholeNumber(1, 1_000_000_000).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `has an unknown key: ${issue.keys.join(', ')}` : 'must be an object',
  },
);

/**
 * Reads one operation, as an entry of the file or made of variables. `folder` is where a relative token file is looked
 * for, `nameOf` how the reader knows a key. All problems are told, with or without an operation.
 */
export function readOperation(
  written: unknown,
  baseUrl: URL | undefined,
  folder: string,
  nameOf: (path: PropertyKey[]) => string,
): { operation?: UpstreamOperation; problems: string[] } {
  const parsed = OPERATION.safeParse(written);
  const problems = parsed.success ? [] : describe(parsed.error, nameOf);
  if (!parsed.success && (written === null || typeof written !== 'object')) return { problems };
  // Read from what was written, so that a wrong time zone does not hide a missing token.
  const { server, token, tokenFile } = written as Record<string, unknown>;

  const address = readAddress(server, baseUrl);
  if (address === undefined) {
    problems.push(
      `${nameOf(['server'])} ${server === undefined ? 'is required' : 'must be the four digits of a wolkvox server'}, for example 0013.`,
    );
  }
  const secret = readToken(token, tokenFile, folder, nameOf);
  if (typeof secret === 'string') problems.push(secret);
  if (!parsed.success || address === undefined || typeof secret === 'string') return { problems };
  const { id, timeZone, timeFormat, maxInFlight, dailyQuota } = parsed.data;
  return {
    operation: { id, timeZone, timeFormat, maxInFlight, dailyQuota, baseUrl: address, token: secret },
    problems,
  };
}

/** A base URL replaces the server's own, but a server that is given must be one all the same. */
function readAddress(server: unknown, baseUrl: URL | undefined): URL | undefined {
  if (server === undefined) return baseUrl;
  const digits = typeof server === 'string' ? readServer(server) : undefined;
  return digits === undefined ? undefined : (baseUrl ?? serverAddress(digits));
}

/** The token, or the sentence that says why there is none. */
function readToken(
  token: unknown,
  tokenFile: unknown,
  folder: string,
  nameOf: (path: PropertyKey[]) => string,
): Secret | string {
  if (token !== undefined && tokenFile !== undefined)
    return `${nameOf(['tokenFile'])} must be unset where ${nameOf(['token'])} is given.`;
  if (token === undefined && tokenFile === undefined)
    return `${nameOf(['token'])} is required, or ${nameOf(['tokenFile'])}.`;
  const name = nameOf([token === undefined ? 'tokenFile' : 'token']);
  let value = token;
  if (typeof tokenFile === 'string') {
    try {
      value = readFileSync(resolve(folder, tokenFile), 'utf8').trim();
    } catch {
      return `${name} cannot be read.`;
    }
  }
  // It becomes a header value: visible ASCII only.
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
    ? new Secret(value)
    : `${name} must be a token of visible ASCII characters.`;
}
