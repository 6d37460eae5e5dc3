import type { Dictionary } from '../dictionary.js';
import { create } from './create.js';
import { desk } from './desk.js';
import { actions, failures, readFailures } from './failures.js';

export const en: Dictionary = {
  ...create,
  desk,
  failures,
  actions,
  readFailures,
  loading: 'Loading…',
  retry: 'Try again',
};
