import { destination, pino, type DestinationStream, type Logger } from 'pino';

import type { Config } from './config.js';

/**
 * JSON lines to standard output, each written before the next is made: an exit neither loses nor reorders any. What is
 * logged is white-listed where it is logged; as a last guard no line leaves with a token in it.
 */
export function createLog(
  { logLevel, operations }: Pick<Config, 'logLevel' | 'operations'>,
  to: DestinationStream = destination(1),
): Logger {
  const masked: DestinationStream = {
    write: (line) => {
      to.write(operations.reduce((text, { token }) => token.mask(text), line));
    },
  };
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, masked);
}
