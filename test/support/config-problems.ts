import { ConfigError, readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';

/** Returns the problems of an invalid configuration; empty if it is valid. */
export function configProblems(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
