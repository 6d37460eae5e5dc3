import { destination, pino, type DestinationStream, type Logger } from 'pino';

import type { Config } from './config.js';

/**
 * JSON lines to standard output. What we log is white-listed where it is logged; as a last guard no line leaves with a
 * token in it.
 */
export function createLog(
  { logLevel, operations }: Pick<Config, 'logLevel' | 'operations'>,
  to: DestinationStream = destination({ fd: 1, sync: false }),
): Logger {
  const masked: DestinationStream = {
    write: (line) => {
      to.write(operations.reduce((text, { token }) => token.mask(text), line));
    },
  };
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, masked);
}
