import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that hold something. */
export const set = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

export const QUOTES_RULE =
  'must not be in quotation marks: `docker run --env-file` and files of secrets keep them as part of the value.';

/** Of the variables that were asked for, the names of those that are in quotation marks. */
export const quotedNames = (env: Environment, asked: ReadonlySet<string>): string[] =>
  [...asked].filter((name) => /^\s*(["']).*\1\s*$/s.test(env[name] ?? ''));

/** The environment, and the names that it was asked for so far: whatever reads it declares them by that. */
export function asking(env: Environment): { readonly env: Environment; readonly asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const get = (target: Environment, name: string | symbol): unknown => {
    if (typeof name === 'string') asked.add(name);
    return Reflect.get(target, name);
  };
  return { env: new Proxy(env, { get }), asked };
}

/** Variables that look like ours and are not: misspelt ones, most likely. */
export const unknownNames = (env: Environment, asked: ReadonlySet<string>): string[] =>
  Object.keys(env).filter((name) => OURS.test(name) && !asked.has(name));

/** Names of others begin with none of these; with REDIS_, LOG_ or OTEL_ some do. */
const OURS = /^(?:ALLOWED|WOLKVOX|AUTH|CACHE|CORS|TRUST|TRUSTED|LIMIT|SHUTDOWN|METRICS|KEEP_ALIVE)_/;

/** A whole number, as JSON has it or as a variable writes it. */
export function wholeNumber(from: number, to: number) {
  const error = `must be a whole number from ${from} to ${to}`;
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
    .refine((value) => Number.isInteger(value) && value >= from && value <= to, { error });
}

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

/** One sentence per issue: the name of the variable or key, and the rule. Zod's texts hold no values, ours neither. */
export const describe = (error: z.ZodError, nameOf = (path: PropertyKey[]): string => path.join('.')): string[] =>
  error.issues.map((issue) => `${nameOf([...issue.path])} ${issue.message}.`);
