import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { parseJson } from '../shared/json.js';
import type { Parsed } from '../shared/result.js';
import { Secret } from '../shared/secret.js';
import { utf16Mark } from '../wolkvox/charset.js';
import { QUOTES_RULE } from './env.js';

/** Returns the text of a file without its byte order mark. PowerShell's `>` writes UTF-16 with a mark. `name` is for problems. */
export function readTextFile(file: string, name: string): Parsed<string> {
  try {
    const bytes = readFileSync(file);
    return { value: new TextDecoder(utf16Mark(bytes) ?? 'utf-8').decode(bytes) };
  } catch {
    return { problems: [`${name} cannot be read.`] };
  }
}

/** Returns the content of a JSON file. */
export function readJsonFile(file: string, name: string): Parsed<unknown> {
  const text = readTextFile(file, name);
  if ('problems' in text) return text;
  const value = parseJson(text.value);
  return value === undefined ? { problems: [`${name} is not JSON.`] } : { value };
}

/** Secret that is set as a text or in a file, with the names that problems use. */
interface SecretSource {
  readonly value: unknown;
  readonly file: unknown;
  readonly name: string;
  readonly fileName: string;
  /** Folder of a relative file. */
  readonly folder: string;
}

/** Reads a secret from its text or its file. `description` of the required form completes "must be". */
export function readSecret(
  { value, file, name, fileName, folder }: SecretSource,
  { pattern, description }: { readonly pattern: RegExp; readonly description: string },
): Parsed<Secret> {
  const invalid = (problem: string): Parsed<Secret> => ({ problems: [problem] });
  if (value !== undefined && file !== undefined) return invalid(`${fileName} must be unset if ${name} is set.`);
  if (value === undefined && file === undefined) return invalid(`${name} is required, or ${fileName}.`);
  const usedName = value === undefined ? fileName : name;
  const content = typeof file === 'string' ? readTextFile(resolve(folder, file), fileName) : { value };
  if ('problems' in content) return content;
  const secret = typeof content.value === 'string' && file !== undefined ? content.value.trim() : content.value;
  if (typeof secret === 'string' && STARTS_OR_ENDS_QUOTED.test(secret)) return invalid(`${usedName} ${QUOTES_RULE}`);
  return typeof secret === 'string' && pattern.test(secret)
    ? { value: new Secret(secret) }
    : invalid(`${usedName} must be ${description}.`);
}

/** A single quotation mark at one end is not part of a secret either. */
const STARTS_OR_ENDS_QUOTED = /^["']|["']$/;
