import { dirname } from 'node:path';

import { z } from 'zod';

import { DEFAULT_OPERATION_ID, TIME_FORMATS } from '../domain/operation.js';
import { isTimeZone } from '../domain/wall-clock.js';
import { isObject } from '../shared/json.js';
import { combine, parsed, problemsOf, type Parsed } from '../shared/result.js';
import { readBaseUrl, serverAddress } from '../wolkvox/address.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { MAX_IN_FLIGHT_PER_TOKEN } from '../wolkvox/constants.js';
import { CALLING_HOURS, type CallingHoursSettings } from './calling-hours.js';
import { oneOf, parse, wholeNumber, type Environment } from './env.js';
import { readJsonFile, readSecret } from './files.js';

/** Operation as it is configured. Its holidays are loaded at the start. */
export interface OperationSettings extends Omit<OperationConnection, 'callingHours'> {
  readonly callingHours: CallingHoursSettings | undefined;
}

/** Reads the operation of WOLKVOX_SERVER and WOLKVOX_TOKEN, or the operations of WOLKVOX_OPERATIONS_FILE. */
export function readOperations(env: Environment): Parsed<readonly OperationSettings[]> {
  const sources = parse(SOURCE_VARIABLES, env);
  const baseUrl = 'problems' in sources ? undefined : sources.value.WOLKVOX_BASE_URL;
  const file = env.WOLKVOX_OPERATIONS_FILE;
  const operations = file === undefined ? fromVariables(env, baseUrl) : fromFile(file, env, baseUrl);
  const settings = combine({ sources, operations });
  return 'problems' in settings ? settings : { value: settings.value.operations };
}

export const SOURCE_VARIABLES = z.object({
  WOLKVOX_OPERATIONS_FILE: z.string().optional().describe('JSON list of operations, instead of the variables of one.'),
  WOLKVOX_BASE_URL: z
    .string()
    .transform((text, context): URL | undefined => {
      const url = readBaseUrl(text);
      if (url === undefined) context.issues.push({ code: 'custom', message: BASE_URL_RULE, input: text });
      return url;
    })
    .optional()
    .meta({ description: 'Address of wolkvox.', default: '`https://wv{server}.wolkvox.com`' }),
});

const BASE_URL_RULE =
  'must be an https address, or an http address on loopback, without credentials, query or fragment';

/** Variables by the keys of an operation of the file. */
export const OPERATION_VARIABLES = {
  server: 'WOLKVOX_SERVER',
  token: 'WOLKVOX_TOKEN',
  tokenFile: 'WOLKVOX_TOKEN_FILE',
  timeZone: 'WOLKVOX_TIME_ZONE',
  timeFormat: 'WOLKVOX_TIME_FORMAT',
  maxInFlight: 'WOLKVOX_MAX_IN_FLIGHT',
  dailyQuota: 'WOLKVOX_DAILY_QUOTA',
  callingHours: 'WOLKVOX_CALLING_HOURS',
} as const;

function fromVariables(env: Environment, baseUrl: URL | undefined): Parsed<readonly OperationSettings[]> {
  const values = Object.fromEntries(Object.entries(OPERATION_VARIABLES).map(([key, variable]) => [key, env[variable]]));
  const nameOf = ([key, ...within]: PropertyKey[]): string =>
    nameWithin(OPERATION_VARIABLES[key as keyof typeof OPERATION_VARIABLES], within);
  const operation = readOperation({ id: DEFAULT_OPERATION_ID, ...values }, baseUrl, '.', nameOf);
  return 'problems' in operation ? operation : { value: [operation.value] };
}

/** Appends the keys within a value to its name, for example `WOLKVOX_CALLING_HOURS: monday: window 1`. */
const nameWithin = (name: string, within: readonly PropertyKey[]): string =>
  [name, ...within.map((key) => (typeof key === 'number' ? `window ${key + 1}` : String(key)))].join(': ');

function fromFile(file: string, env: Environment, baseUrl: URL | undefined): Parsed<readonly OperationSettings[]> {
  const unused = (['server', 'token', 'tokenFile'] as const)
    .filter((key) => env[OPERATION_VARIABLES[key]] !== undefined)
    .map(
      (key) =>
        `${OPERATION_VARIABLES[key]} must be unset if WOLKVOX_OPERATIONS_FILE is set, because the file sets it for each operation.`,
    );
  const list = readJsonFile(file, 'WOLKVOX_OPERATIONS_FILE');
  if ('problems' in list) return { problems: [...unused, ...list.problems] };
  if (!Array.isArray(list.value) || list.value.length === 0) return { problems: [...unused, LIST_RULE] };

  const { timeZone, timeFormat, maxInFlight, dailyQuota, callingHours } = OPERATION_VARIABLES;
  const defaults = {
    timeZone: env[timeZone],
    timeFormat: env[timeFormat],
    maxInFlight: env[maxInFlight],
    dailyQuota: env[dailyQuota],
    callingHours: env[callingHours],
  };
  const results = list.value.map((entry: unknown, index) => {
    const keys = isObject(entry) ? entry : undefined;
    const nameOf = ([key, ...within]: PropertyKey[]): string =>
      keys !== undefined && key !== undefined && key in defaults && !(key in keys)
        ? nameWithin(OPERATION_VARIABLES[key as keyof typeof defaults], within)
        : nameWithin(`WOLKVOX_OPERATIONS_FILE: operation ${index + 1}`, key === undefined ? [] : [key, ...within]);
    return readOperation(keys ? { ...defaults, ...keys } : entry, baseUrl, dirname(file), nameOf);
  });
  const operations = results.flatMap((result) => ('problems' in result ? [] : result.value));
  const ids = operations.map(({ id }) => id);
  const duplicates = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return parsed(operations, [
    ...unused,
    ...new Set(results.flatMap(problemsOf)),
    ...[...duplicates].map((id) => `WOLKVOX_OPERATIONS_FILE: id ${id} must be unique.`),
    ...tokenConflicts(operations),
  ]);
}

const LIST_RULE = 'WOLKVOX_OPERATIONS_FILE must contain a list of at least one operation.';

/** Checks that operations with the same token have the same limits, because wolkvox counts per token. */
function tokenConflicts(operations: readonly OperationSettings[]): readonly string[] {
  return operations.flatMap((operation, index) => {
    const earlier = operations.slice(0, index).find(({ token }) => token.reveal() === operation.token.reveal());
    return (['timeZone', 'maxInFlight', 'dailyQuota'] as const)
      .filter((key) => earlier !== undefined && earlier[key] !== operation[key])
      .map(
        (key) =>
          `WOLKVOX_OPERATIONS_FILE: ${key} of ${operation.id} and ${earlier?.id} must agree, because they share a token.`,
      );
  });
}

export const OPERATION = z.strictObject(
  {
    // Part of a campaign's global id, "<operationId>:<campaignId>".
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
    server: z.string({ error: 'must be a text' }).optional().meta({
      description: 'Four digits of the server. `wv0013` or a full address is accepted.',
      default: 'required',
    }),
    token: z.string({ error: 'must be a text' }).optional().meta({
      description: 'Token of the operation.',
      default: 'required',
    }),
    tokenFile: z.string({ error: 'must be a text' }).optional().describe('File with the token, instead.'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'must be an IANA time zone such as America/Bogota')
      .default('America/Bogota')
      .describe('Time zone of the operation.'),
    timeFormat: oneOf(TIME_FORMATS)
      .default('YYYYmmddhhiiss')
      .describe('Format of the hours of a campaign. Some servers accept no date: `hhiiss`.'),
    maxInFlight: wholeNumber(1, MAX_IN_FLIGHT_PER_TOKEN)
      .default(MAX_IN_FLIGHT_PER_TOKEN)
      .describe('Concurrent calls per token.'),
    dailyQuota: wholeNumber(1, 1_000_000_000)
      .optional()
      .describe('Calls per token and day. A stop is sent above it too.'),
    callingHours: CALLING_HOURS.meta({
      description:
        'Times at which campaigns may start, and that their hours must be inside. See [calling hours](../guides/calling-hours.md). No legal advice.',
      default: '`none`',
    }),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `has an unknown key: ${issue.keys.join(', ')}` : 'must be an object',
  },
);

/** Reads one operation. `folder` is the one of a relative token file. `nameOf` returns the name of a key for problems. */
function readOperation(
  input: unknown,
  baseUrl: URL | undefined,
  folder: string,
  nameOf: (path: PropertyKey[]) => string,
): Parsed<OperationSettings> {
  const operation = parse(OPERATION, input, nameOf);
  if ('problems' in operation && !isObject(input)) return operation;
  // Read from the input, so that a wrong time zone does not hide a missing token.
  const { server, token: value, tokenFile: file } = input as Record<string, unknown>;
  const source = { value, file, folder, name: nameOf(['token']), fileName: nameOf(['tokenFile']) };
  const settings = combine({
    operation,
    baseUrl: readAddress(server, baseUrl, nameOf(['server'])),
    token: readSecret(source, TOKEN),
  });
  if ('problems' in settings) return settings;
  const { id, timeZone, timeFormat, maxInFlight, dailyQuota, callingHours } = settings.value.operation;
  const { baseUrl: address, token } = settings.value;
  return { value: { id, timeZone, timeFormat, maxInFlight, dailyQuota, callingHours, baseUrl: address, token } };
}

/** Returns the base URL, or else the address of the server. A server must be valid even if the base URL replaces it. */
function readAddress(server: unknown, baseUrl: URL | undefined, name: string): Parsed<URL> {
  if (server === undefined)
    return baseUrl === undefined ? { problems: [`${name} is required, for example 0013.`] } : { value: baseUrl };
  const address = typeof server === 'string' ? serverAddress(server) : undefined;
  return address === undefined
    ? { problems: [`${name} must be the four digits of a wolkvox server, for example 0013.`] }
    : { value: baseUrl ?? address };
}

const TOKEN = { pattern: /^[\x21-\x7e]+$/, description: 'a token of visible ASCII characters' };
