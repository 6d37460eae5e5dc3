import { Counter, type Registry } from 'prom-client';

import { labelOf, OTHER_WORD, REDIS_WORDS } from '../wolkvox/governor/redis-words.js';
import { PREFIX } from './metrics.js';

/** Counts the error replies of Redis by their first word. Made before the metrics: Redis may fail at the start. */
export interface RedisErrors {
  count(word: string): void;
  /** Adds the counter to the metrics of a server. */
  registerIn(registry: Registry): void;
}

/** Each word has a series from the start, so that its first increase is one; words that are not listed are `other`. */
export function createRedisErrors(): RedisErrors {
  const counter = new Counter({
    name: `${PREFIX}redis_errors_total`,
    help: 'Error replies of Redis by their first word.',
    labelNames: ['word'],
    registers: [],
  });
  for (const word of [...Object.keys(REDIS_WORDS), OTHER_WORD]) counter.inc({ word }, 0);
  return {
    count: (word) => counter.inc({ word: labelOf(word) }),
    registerIn: (registry) => registry.registerMetric(counter),
  };
}
