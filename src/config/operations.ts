import { dirname } from 'node:path';

import { DEFAULT_OPERATION_ID } from '../service/operations.js';
import { readBaseUrl } from '../wolkvox/address.js';
import type { UpstreamOperation } from '../wolkvox/client.js';
import { readOperation } from './operation.js';
import type { Environment } from './rules.js';
import { readTextFile } from './text-file.js';

interface Operations {
  readonly operations: readonly UpstreamOperation[];
  readonly problems: readonly string[];
}

/** One operation from WOLKVOX_SERVER and WOLKVOX_TOKEN, or those of WOLKVOX_OPERATIONS_FILE. */
export function readOperations(env: Environment): Operations {
  const baseUrl = env.WOLKVOX_BASE_URL === undefined ? undefined : readBaseUrl(env.WOLKVOX_BASE_URL);
  const read =
    env.WOLKVOX_OPERATIONS_FILE === undefined
      ? fromVariables(env, baseUrl)
      : fromFile(env.WOLKVOX_OPERATIONS_FILE, env, baseUrl);
  const wrongBase = env.WOLKVOX_BASE_URL !== undefined && baseUrl === undefined;
  return { ...read, problems: [...(wrongBase ? [BASE_URL_RULE] : []), ...read.problems] };
}

const BASE_URL_RULE =
  'WOLKVOX_BASE_URL must be an https address, or an http address on loopback, without credentials, query or fragment.';

/** What variables and file have in common; a variable is the default for every operation of the file. */
const VARIABLES = {
  server: 'WOLKVOX_SERVER',
  token: 'WOLKVOX_TOKEN',
  tokenFile: 'WOLKVOX_TOKEN_FILE',
  timeZone: 'WOLKVOX_TIME_ZONE',
  timeFormat: 'WOLKVOX_TIME_FORMAT',
  maxInFlight: 'WOLKVOX_MAX_IN_FLIGHT',
  dailyQuota: 'WOLKVOX_DAILY_QUOTA',
} as const;

function fromVariables(env: Environment, baseUrl: URL | undefined): Operations {
  const written = Object.fromEntries(Object.entries(VARIABLES).map(([key, variable]) => [key, env[variable]]));
  const nameOf = ([key]: PropertyKey[]): string => VARIABLES[key as keyof typeof VARIABLES];
  const { operation, problems } = readOperation({ id: DEFAULT_OPERATION_ID, ...written }, baseUrl, '.', nameOf);
  return { operations: operation ? [operation] : [], problems };
}

function fromFile(file: string, env: Environment, baseUrl: URL | undefined): Operations {
  const both = (['server', 'token', 'tokenFile'] as const)
    .filter((key) => env[VARIABLES[key]] !== undefined)
    .map(
      (key) =>
        `${VARIABLES[key]} must be unset where WOLKVOX_OPERATIONS_FILE is given: the file names each operation's own.`,
    );
  const refuse = (problem: string): Operations => ({
    operations: [],
    problems: [...both, `WOLKVOX_OPERATIONS_FILE ${problem}`],
  });

  let list: unknown;
  try {
    list = JSON.parse(readTextFile(file));
  } catch (error) {
    // The parser's own message quotes the text, and a token may stand there.
    return refuse(error instanceof SyntaxError ? 'is not JSON.' : 'cannot be read.');
  }
  if (!Array.isArray(list) || list.length === 0) return refuse('must hold a list of at least one operation.');

  const { timeZone, timeFormat, maxInFlight, dailyQuota } = VARIABLES;
  const defaults = {
    timeZone: env[timeZone],
    timeFormat: env[timeFormat],
    maxInFlight: env[maxInFlight],
    dailyQuota: env[dailyQuota],
  };
  const read = list.map((entry: unknown, index) => {
    const given = entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? { ...entry } : undefined;
    const nameOf = ([key]: PropertyKey[]): string =>
      given !== undefined && key !== undefined && key in defaults && !(key in given)
        ? VARIABLES[key as keyof typeof defaults]
        : `WOLKVOX_OPERATIONS_FILE: operation ${index + 1}${key === undefined ? '' : `: ${String(key)}`}`;
    return readOperation(given ? { ...defaults, ...given } : entry, baseUrl, dirname(file), nameOf);
  });
  const operations = read.flatMap(({ operation }) => operation ?? []);
  const ids = operations.map(({ id }) => id);
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return {
    operations,
    problems: [
      ...both,
      ...new Set(read.flatMap(({ problems }) => problems)),
      ...[...twice].map((id) => `WOLKVOX_OPERATIONS_FILE: id ${id} stands there twice.`),
      ...disagreements(operations),
    ],
  };
}

/** wolkvox counts per token, so operations that share one are under one allowance and must say the same about it. */
function disagreements(operations: readonly UpstreamOperation[]): string[] {
  return operations.flatMap((operation, index) => {
    const twin = operations.slice(0, index).find(({ token }) => token.reveal() === operation.token.reveal());
    return (['timeZone', 'maxInFlight', 'dailyQuota'] as const)
      .filter((key) => twin !== undefined && twin[key] !== operation[key])
      .map(
        (key) => `WOLKVOX_OPERATIONS_FILE: ${key} of ${operation.id} and ${twin?.id} must agree: they share a token.`,
      );
  });
}
