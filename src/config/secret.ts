import { resolve } from 'node:path';

import { Secret } from '../wolkvox/secret.js';
import { QUOTES_RULE } from './rules.js';
import { readTextFile } from './text-file.js';

/** A secret that is given as a text or in a file, and the names that a reader knows these by. */
export interface GivenSecret {
  readonly value: unknown;
  readonly file: unknown;
  readonly name: string;
  readonly fileName: string;
  /** Where a relative file is looked for. */
  readonly folder: string;
}

/** The secret, or the sentence that says why there is none. It becomes a header's value: visible ASCII only. */
export function readSecret(
  { value, file, name, fileName, folder }: GivenSecret,
  rule: { readonly pattern: RegExp; readonly words: string },
): Secret | string {
  if (value !== undefined && file !== undefined) return `${fileName} must be unset where ${name} is given.`;
  if (value === undefined && file === undefined) return `${name} is required, or ${fileName}.`;
  const given = value === undefined ? fileName : name;
  let text = value;
  if (typeof file === 'string') {
    try {
      text = readTextFile(resolve(folder, file)).trim();
    } catch {
      return `${given} cannot be read.`;
    }
  }
  if (typeof text === 'string' && BEGINS_OR_ENDS_QUOTED.test(text)) return `${given} ${QUOTES_RULE}`;
  return typeof text === 'string' && rule.pattern.test(text) ? new Secret(text) : `${given} must be ${rule.words}.`;
}

/** A mark at one end alone is as surely no part of a secret. */
const BEGINS_OR_ENDS_QUOTED = /^["']|["']$/;
