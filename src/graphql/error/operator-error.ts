import { randomUUID } from 'node:crypto';

import { FAILURES, type FailureCode } from '../../domain/failure.js';
import type { Sentence } from '../../domain/language.js';
import type { Speech } from '../speech.js';
import { SpokenError } from './spoken-error.js';

/** The codes whose trait says: shown in errors[]. */
export type OperatorCode = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['shownAs'] extends 'error' ? Code : never;
}[FailureCode];

/** A failure that only an operator can mend, for errors[]: the fixed sentence, the code, and an id to find it in the log. */
export const operatorError = (code: OperatorCode): SpokenError =>
  new SpokenError(FAILURES[code].message, { code, errorId: randomUUID() });

/** Our own fault: says nothing of what went wrong, the log does. */
export const internalError = (
  speech: Speech,
): {
  message: string;
  extensions: { code: 'INTERNAL_SERVER_ERROR'; errorId: string };
} => ({
  message: speech.say(OUR_FAULT),
  extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: randomUUID() },
});

const OUR_FAULT = {
  en: 'This layer failed. The error id finds the reason in its log.',
  es: 'Este servicio falló. Con el id del error (errorId) se encuentra la causa en su registro.',
} as const satisfies Sentence;
