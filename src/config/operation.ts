import { z } from 'zod';

import { TIME_FORMATS } from '../domain/operation.js';
import { isTimeZone } from '../domain/wall-clock.js';
import { readServer, serverAddress } from '../wolkvox/address.js';
import type { UpstreamOperation } from '../wolkvox/client.js';
import { MAX_IN_FLIGHT_PER_TOKEN } from '../wolkvox/facts.js';
import { describe, oneOf, wholeNumber } from './rules.js';
import { readSecret } from './secret.js';

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
  const names = { name: nameOf(['token']), fileName: nameOf(['tokenFile']) };
  const secret = readSecret({ value: token, file: tokenFile, folder, ...names }, TOKEN);
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

const TOKEN = { pattern: /^[\x21-\x7e]+$/, words: 'a token of visible ASCII characters' };
