import { ConfigError, readConfig } from '../../src/config.js';
import type { Environment } from '../../src/config/rules.js';

/** The sentences by which a configuration is refused; none if it is accepted. */
export function configProblems(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
