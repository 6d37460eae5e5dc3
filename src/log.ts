import { destination, pino, type DestinationStream, type Logger } from 'pino';

import type { Config } from './config.js';

/**
 * Lines go out together, at 8 kB or after 100 ms: profiles show the writes as a tenth of a request under load. In order,
 * and what waits is written at exit; only SIGKILL loses it.
 */
const BATCH_BYTES = 8192;
const BATCH_MS = 100;

/**
 * JSON lines to standard output. What is logged is white-listed where it is logged; as a last guard no line leaves with a
 * secret of the configuration in it.
 */
export function createLog(
  { logLevel, operations, auth }: Pick<Config, 'logLevel' | 'operations' | 'auth'>,
  to: DestinationStream = standardOutput(),
): Logger {
  const secrets = [...operations.map(({ token }) => token), ...(auth.mode === 'router' ? [auth.secret] : [])];
  const masked: DestinationStream = {
    write: (line) => {
      to.write(secrets.reduce((text, secret) => secret.mask(text), line));
    },
  };
  return pino({ level: logLevel, base: null, timestamp: isoTime() }, masked);
}

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

function standardOutput(): DestinationStream {
  const output = destination({ fd: 1, sync: true, minLength: BATCH_BYTES, periodicFlush: BATCH_MS });
  // Not flushSync, which tries for ever where nobody reads any more: whoever stopped both by Ctrl+C would wait for us.
  process.once('exit', () => output.end());
  return output;
}
