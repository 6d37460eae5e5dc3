import { readFileSync } from 'node:fs';

import { defineScript, type CommandParser } from '@redis/client';

import { GRANT_TIMEOUT_MS } from '../slot-store.js';
import { KEY_PREFIX } from './keys.js';

/**
 * Time for which a Redis with new memory (empty, emptied, or another server) grants nothing. Within it every running process
 * reconnects and registers its calls.
 */
export const GRACE_MS = 2_500;

/** Time without a heartbeat after which a process is dead. Its places in the queue and its idempotency keys are then released. */
export const ALIVE_MS = 10_000;

/** The same for the places in the queue of a process that is not subscribed. The heartbeat is every second. */
const SILENT_MS = 3_000;

/** Key of the time since when this server has its memory. The key with `:server` holds the identity of the server. */
export const EPOCH = `${KEY_PREFIX}epoch`;

/**
 * Files of each script: those it uses, then its own. tools/bundle-server.js copies them. A step that concerns more than one store
 * is in the script of the store whose key is its subject.
 */
const FILES = {
  session: ['session'],
  slots: ['quota', 'campaign-ids', 'slots'],
  quota: ['quota'],
  idempotency: ['idempotency'],
  campaignIds: ['campaign-ids'],
  snapshots: ['snapshots'],
  changes: ['changes'],
} as const;

/** Name of a script: the session of a process, or a store. */
export type ScriptName = keyof typeof FILES;

const read = (file: string): string => readFileSync(new URL(`./scripts/${file}.lua`, import.meta.url), 'utf8');

/** Constants of this file as the first line of every script. */
const CONSTANTS = `local PREFIX, EPOCH = '${KEY_PREFIX}', '${EPOCH}'
local GRACE_MS, GRANT_TIMEOUT_MS, ALIVE_MS, SILENT_MS = ${GRACE_MS}, ${GRANT_TIMEOUT_MS}, ${ALIVE_MS}, ${SILENT_MS}
`;

const scriptOf = (files: readonly string[]) =>
  defineScript({
    SCRIPT: [CONSTANTS, ...['common', ...files].map(read), 'return reply()'].join('\n'),
    parseCommand: (parser: CommandParser, keys: readonly string[], args: readonly string[]) => {
      parser.push(String(keys.length));
      parser.pushKeys([...keys]);
      parser.push(...args);
    },
    transformReply: (reply: unknown): unknown => reply,
  });

/**
 * Steps of the stores as Lua scripts, each step atomic and on the clock of Redis. The files of ../memory implement the same in
 * TypeScript. A client runs a script by its hash, and sends its text if the server does not have it. See
 * docs/adr/0008-slots-confirmed-in-redis.md.
 *
 * - KEYS[1]: key of the subject.
 * - KEYS[2]: key of the campaign ids, if `confirm` records an attempt.
 * - ARGV[1]: name of the step.
 * - ARGV[2]: arguments as JSON.
 * - ARGV[3]: text that is too long for ARGV[2]; optional.
 */
export const SCRIPTS = Object.fromEntries(
  Object.entries(FILES).map(([name, files]) => [name, scriptOf(files)]),
) as Record<ScriptName, ReturnType<typeof scriptOf>>;
