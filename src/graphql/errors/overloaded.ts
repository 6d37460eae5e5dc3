import type { ErrorCode } from '../../domain/error-codes.js';
import type { LocalizedText } from '../../shared/i18n.js';

/** Error for a request that exceeds the memory budget; sent with HTTP status 503. */
export const OVERLOADED = {
  code: 'OVERLOADED',
  message: {
    en: 'This server is overloaded. Nothing was sent. Retry after `retryAfterMs`.',
    es: 'Hay más solicitudes en espera de las que caben en la memoria; no se hizo nada. Inténtelo de nuevo más tarde.',
  },
  extensions: { retryAfterMs: 1_000 },
} as const satisfies { readonly code: ErrorCode; readonly message: LocalizedText; readonly extensions: object };
