import { describe, expect, it } from '@jest/globals';

import { findProgram } from './find-program.js';

/**
 * `describe` that needs a program on PATH. Without it the suites are skipped and named on stderr, once per file. With
 * CI=true they fail instead, because skipped suites would go unnoticed. `missing` states what to install.
 */
export function describeWith(program: string, missing: string): typeof describe {
  if (findProgram(program) !== undefined) return describe;
  return process.env.CI === 'true' ? instead(failing(program, missing)) : instead(skipping(missing));
}

type Suite = () => void;
type Replace = (name: string, suite: Suite) => void;

function failing(program: string, missing: string): Replace {
  return (name) => {
    describe(name, () => {
      it(`has a ${program}`, () => {
        throw new Error(`${missing} With CI=true its suites are not skipped.`);
      });
    });
  };
}

function skipping(missing: string): Replace {
  const skipped: string[] = [];
  // After the file has named all its suites.
  const announce = (): void => {
    const file = expect.getState().testPath ?? 'this file';
    process.stderr.write(`\n*** SKIPPED in ${file}: ${skipped.join(', ')}\n*** ${missing}\n\n`);
  };
  return (name, suite) => {
    if (skipped.length === 0) queueMicrotask(announce);
    skipped.push(name);
    describe.skip(name, suite);
  };
}

/** Returns a describe whose variants all call one function. */
function instead(replace: Replace): typeof describe {
  const plain = (name: unknown, suite: Suite): void =>
    replace(typeof name === 'function' ? name.name : String(name), suite);
  const each = () => (name: unknown) => plain(name, () => it('runs for every row', () => undefined));
  const ways = { each, skip: describe.skip, only: Object.assign(plain.bind(null), { each }) };
  return Object.assign(plain, ways);
}
