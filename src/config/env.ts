import { z } from 'zod';

import type { Parsed } from '../shared/result.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the variables that are not blank. */
export const nonEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

export const QUOTES_RULE =
  'must not be in quotation marks, because `docker run --env-file` and secret files include them in the value.';

/** Returns the names of the variables that were read and are in quotation marks. */
export const quotedNames = (env: Environment, readVariables: ReadonlySet<string>): string[] =>
  [...readVariables].filter((name) => /^\s*(["']).*\1\s*$/s.test(env[name] ?? ''));

/** Wraps the environment and records the name of each variable that is read. The recorded names are the known variables. */
export function trackReads(env: Environment): {
  readonly env: Environment;
  readonly readVariables: ReadonlySet<string>;
} {
  const readVariables = new Set<string>();
  const get = (target: Environment, name: string | symbol): unknown => {
    if (typeof name === 'string') readVariables.add(name);
    return Reflect.get(target, name);
  };
  return { env: new Proxy(env, { get }), readVariables };
}

/** Returns variables with a prefix of this server that were not read, which are usually misspelt. */
export const unknownNames = (env: Environment, readVariables: ReadonlySet<string>): string[] =>
  Object.keys(env).filter((name) => PREFIXES.test(name) && !readVariables.has(name));

/** Other programs use REDIS_, LOG_ and OTEL_, so these prefixes are missing. */
const PREFIXES =
  /^(?:ALLOWED|WOLKVOX|AUTH|CACHE|CORS|TRUST|TRUSTED|LIMIT|SHUTDOWN|METRICS|KEEP_ALIVE|PROGRESS|RESULTS|HEARTBEAT)_/;

/** Whole number from `min` to `max`, as a JSON number or as the text of a variable. */
export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^[0-9]{1,15}$/)
          .transform(Number),
      ],
      { error },
    )
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, { error });
}

/** One of the values. The error message lists them. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

/** Parses the input. Each problem has the name of the variable or key and the rule. Messages of zod contain no values. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  nameOf = (path: PropertyKey[]): string => path.join('.'),
): Parsed<z.output<Schema>> {
  const { success, data, error } = schema.safeParse(input);
  return success
    ? { value: data }
    : { problems: error.issues.map((issue) => `${nameOf([...issue.path])} ${issue.message}.`) };
}
