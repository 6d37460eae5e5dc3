import { resolve } from 'node:path';

import type { Parsed } from '../shared/result.js';
import { Secret } from '../shared/secret.js';
import { QUOTES_RULE } from './env.js';
import { readTextFile } from './text-file.js';

/** Secret that is set as a text or in a file, with the names that problems use. */
export interface SecretSource {
  readonly value: unknown;
  readonly file: unknown;
  readonly name: string;
  readonly fileName: string;
  /** Folder of a relative file. */
  readonly folder: string;
}

/** Required form of a secret. */
export interface SecretRule {
  readonly pattern: RegExp;
  /** Completes "must be". */
  readonly description: string;
}

/** Reads a secret from its text or its file. */
export function readSecret({ value, file, name, fileName, folder }: SecretSource, rule: SecretRule): Parsed<Secret> {
  const invalid = (problem: string): Parsed<Secret> => ({ problems: [problem] });
  if (value !== undefined && file !== undefined) return invalid(`${fileName} must be unset if ${name} is set.`);
  if (value === undefined && file === undefined) return invalid(`${name} is required, or ${fileName}.`);
  const usedName = value === undefined ? fileName : name;
  let text = value;
  if (typeof file === 'string') {
    try {
      text = readTextFile(resolve(folder, file)).trim();
    } catch {
      return invalid(`${usedName} cannot be read.`);
    }
  }
  if (typeof text === 'string' && STARTS_OR_ENDS_QUOTED.test(text)) return invalid(`${usedName} ${QUOTES_RULE}`);
  return typeof text === 'string' && rule.pattern.test(text)
    ? { value: new Secret(text) }
    : invalid(`${usedName} must be ${rule.description}.`);
}

/** A single quotation mark at one end is not part of a secret either. */
const STARTS_OR_ENDS_QUOTED = /^["']|["']$/;
