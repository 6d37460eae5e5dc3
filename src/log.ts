import { pino, type DestinationStream, type Logger } from 'pino';

import type { Config } from './config.js';
import { LogOutput, nonBlocking, type LineKind, type LogDestination } from './sight/log-output.js';
import { AUDIT_MESSAGE } from './sight/audit.js';

/**
 * JSON lines to standard output. What is logged is white-listed where it is logged; as a last guard no line leaves with a
 * secret of the configuration in it.
 */
export function createLog(
  { logLevel, operations, auth }: Pick<Config, 'logLevel' | 'operations' | 'auth'>,
  to: LogDestination = standardOutput(),
): Logger {
  const secrets = [...operations.map(({ token }) => token), ...(auth.mode === 'router' ? [auth.secret] : [])];
  const masked: MaskedStream = {
    [METADATA]: true,
    write: (line) =>
      to.write(
        secrets.reduce((text, secret) => secret.mask(text), line),
        kindOf(masked),
      ),
  };
  const log = pino({ level: logLevel, base: null, timestamp: isoTime() }, masked);
  // Not below LOG_LEVEL alone: without it nobody knows that the audit log has a gap.
  const always = log.child({}, { level: log.level === 'silent' ? 'silent' : 'warn' });
  to.onDropped?.((dropped) => always.warn({ dropped }, 'log lines were dropped: standard output was not read in time'));
  return log;
}

/** Asks pino to leave level and message of each line on the stream. */
const METADATA = Symbol.for('pino.metadata');
interface MaskedStream extends DestinationStream {
  readonly [METADATA]: true;
  lastLevel?: number;
  lastMsg?: string;
}

const WARN_LEVEL = pino.levels.values.warn ?? 40;

const kindOf = ({ lastLevel = 0, lastMsg }: MaskedStream): LineKind =>
  lastMsg === AUDIT_MESSAGE ? 'audit' : lastLevel >= WARN_LEVEL ? 'warning' : 'info';

/** pino's own time in ISO 8601, of which all but the milliseconds is made once a second: made whole it costs 3 µs a line. */
function isoTime(): () => string {
  let second: number | undefined;
  let untilSecond = '';
  return () => {
    const now = Date.now();
    const milliseconds = now % 1000;
    if (second !== now - milliseconds) {
      second = now - milliseconds;
      untilSecond = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`;
    }
    return `${untilSecond}${String(milliseconds).padStart(3, '0')}Z"`;
  };
}

/** The process's standard output. What is held is written when the process exits; only SIGKILL loses it. */
export function standardOutput(): LogOutput {
  const output = new LogOutput(nonBlocking(1));
  process.once('exit', () => output.end());
  return output;
}
