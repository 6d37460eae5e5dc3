import { randomUUID } from 'node:crypto';

import { FAILURES, type FailureCode } from '../../domain/failure.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';
import { LocalizedError } from './localized-error.js';

/** Failure codes that are exposed in errors[]. */
export type OperatorCode = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['exposedAs'] extends 'error' ? Code : never;
}[FailureCode];

/** Returns an error that needs an operator: fixed message, code, and an id that is also in the log. */
export const operatorError = (code: OperatorCode): LocalizedError =>
  new LocalizedError(FAILURES[code].message, { code, errorId: randomUUID() });

/** Returns an internal error. Its cause is only in the log. */
export const internalError = (
  localizer: Localizer,
): {
  message: string;
  extensions: { code: 'INTERNAL_SERVER_ERROR'; errorId: string };
} => ({
  message: localizer.localize(INTERNAL_ERROR),
  extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: randomUUID() },
});

const INTERNAL_ERROR = {
  en: 'Internal error. Contact your administrator and quote the errorId.',
  es: 'Este servicio falló. Con el id del error (errorId) se encuentra la causa en su registro.',
} as const satisfies LocalizedText;
