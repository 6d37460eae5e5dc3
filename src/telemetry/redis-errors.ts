import { Counter, type Registry } from 'prom-client';

import { labelOf, OTHER_CODE, REDIS_ERROR_CODES } from '../state/redis/error-replies.js';
import { PREFIX } from './metrics.js';

/** Counts error replies of Redis. Created before the metrics, because Redis may fail at the start. */
export interface RedisErrors {
  count(code: string): void;
  /** Adds the counter to the metrics of a server. */
  registerIn(registry: Registry): void;
}

/**
 * Creates the counter. Each listed code starts at 0, so that its first increase is visible. Other codes are `other`.
 */
export function createRedisErrors(): RedisErrors {
  const counter = new Counter({
    name: `${PREFIX}redis_errors_total`,
    help: 'Error replies of Redis by their code.',
    labelNames: ['error_code'],
    registers: [],
  });
  for (const code of [...Object.keys(REDIS_ERROR_CODES), OTHER_CODE]) counter.inc({ error_code: code }, 0);
  return {
    count: (code) => counter.inc({ error_code: labelOf(code) }),
    registerIn: (registry) => registry.registerMetric(counter),
  };
}
