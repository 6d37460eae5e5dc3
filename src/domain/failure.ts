import type { Campaign } from './campaign.js';
import type { InputIssue } from './input-rules.js';
import type { Sentence } from './language.js';

/** How the rest of the product treats a failure. Policies read these traits, never the codes. */
export interface FailureTraits {
  /** `data`: a member of the result union, a frontend can act on it. `error`: `errors[]`, only an operator can mend it. */
  readonly shownAs: 'data' | 'error';
  /** What is certain about the upstream: `no`, nothing happened there; `unknown`, it may have. */
  readonly happened: 'no' | 'unknown';
  /** May the same request be made again: `later`, after a pause; `never`, not as it is. */
  readonly repeat: 'never' | 'later';
  /** The fixed sentence for a person. Never holds a value of the input, a secret or upstream text. */
  readonly message: Sentence;
}

/**
 * The closed vocabulary of what can fail, the one place where a code, its traits and its sentence stand.
 * The GraphQL enum `WolkvoxErrorCode`, `retryable` and `message` are derived from it.
 */
export const FAILURES = {
  INVALID_INPUT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'The input breaks at least one rule; nothing was sent. Each issue names a field and its rule.',
      es: 'Los datos no cumplen al menos una regla; no se envió nada. Cada elemento de issues nombra un campo y su regla.',
    },
  },
  REJECTED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'wolkvox refused the request; nothing happened. Its own words are in upstreamMessage.',
      es: 'wolkvox rechazó la solicitud; no ocurrió nada. Sus propias palabras están en upstreamMessage.',
    },
  },
  NOT_FOUND: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'wolkvox found nothing that matches the request; nothing happened.',
      es: 'wolkvox no encontró nada que corresponda a la solicitud; no ocurrió nada.',
    },
  },
  CAPACITY_EXCEEDED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'The licences of the operation do not allow this; nothing happened.',
      es: 'Las licencias de la operación no lo permiten; no ocurrió nada.',
    },
  },
  STATE_CONFLICT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'The state of the operation does not allow this now; nothing happened.',
      es: 'El estado de la operación no lo permite en este momento; no ocurrió nada.',
    },
  },
  BUSY: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: {
      en: 'wolkvox takes only a few requests at a time and this was one too many; nothing happened. Try again later.',
      es: 'wolkvox atiende pocas solicitudes a la vez y esta superó el límite; no ocurrió nada. Inténtelo de nuevo más tarde.',
    },
  },
  QUOTA_EXHAUSTED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: {
      en: 'The calls of the day are used up; nothing happened. Try again after resetsAt.',
      es: 'Se agotaron las llamadas del día a la API de wolkvox; no ocurrió nada. Inténtelo de nuevo después de resetsAt.',
    },
  },
  MAINTENANCE: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: {
      en: 'wolkvox is switched off for maintenance or a backup; nothing happened. Try again later.',
      es: 'wolkvox está apagado por mantenimiento o por una copia de seguridad; no ocurrió nada. Inténtelo de nuevo más tarde.',
    },
  },
  UNREACHABLE: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: {
      en: 'wolkvox could not be reached, or gave no answer and did nothing. Try again later; if this persists, the address of this server may be missing from the allow-list of the operation.',
      es: 'No fue posible comunicarse con wolkvox, o no respondió y no hizo nada. Inténtelo de nuevo más tarde; si el problema continúa, es posible que la dirección de este servidor falte en la lista de direcciones permitidas de la operación.',
    },
  },
  OUTCOME_UNKNOWN: {
    shownAs: 'data',
    happened: 'unknown',
    repeat: 'never',
    message: {
      en: 'The request left, but no clear answer came back: it may or may not have taken effect, and it was not sent again. Look in wolkvox before you repeat it. If every call ends like this, the address of this server may be missing from the allow-list of the operation.',
      es: 'La solicitud se envió, pero no llegó una respuesta clara: pudo haber tenido efecto o no, y no se volvió a enviar. Verifique en wolkvox antes de repetirla. Si todas las llamadas a wolkvox terminan así, es posible que la dirección de este servidor falte en la lista de direcciones permitidas de la operación.',
    },
  },
  IDEMPOTENCY_CONFLICT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'This idempotency key was used with another input; nothing was sent.',
      es: 'Esta clave de idempotencia ya se usó con otros datos; no se envió nada.',
    },
  },
  IN_PROGRESS: {
    shownAs: 'data',
    happened: 'unknown',
    repeat: 'later',
    message: {
      en: 'A request with this idempotency key is still under way.',
      es: 'Una solicitud con esta clave de idempotencia todavía está en curso.',
    },
  },
  UPSTREAM_AUTHENTICATION: {
    shownAs: 'error',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'wolkvox does not accept the token of this operation. An operator must mend it.',
      es: 'wolkvox no acepta el token de esta operación. Un administrador debe corregirlo.',
    },
  },
  UPSTREAM_CONTRACT: {
    shownAs: 'error',
    happened: 'no',
    repeat: 'never',
    message: {
      en: 'wolkvox does not know this call as it is documented. An operator must mend it.',
      es: 'wolkvox no reconoce esta llamada tal como está documentada. Un administrador debe corregirlo.',
    },
  },
} as const satisfies Record<string, FailureTraits>;

export type FailureCode = keyof typeof FAILURES;

/** What to look at, where a failure's own sentence says too little. For whoever runs this layer. */
export const HINTS = {
  SERVER_BACKUP: {
    en: 'wolkvox switches its API off while its servers are backed up.',
    es: 'wolkvox apaga su API mientras se hace la copia de seguridad de sus servidores.',
  },
  REDIS_AWAY: {
    en: 'This layer has lost Redis, where its replicas agree on who may call wolkvox.',
    es: 'Este servicio perdió la conexión con Redis, donde sus réplicas acuerdan quién puede llamar a wolkvox.',
  },
  NOT_SENT_WITHOUT_REDIS: {
    en: 'This layer has lost Redis, where its replicas agree on who may call wolkvox: until it is back nothing is sent.',
    es: 'Este servicio perdió la conexión con Redis, donde sus réplicas acuerdan quién puede llamar a wolkvox: hasta que se recupere no se envía nada.',
  },
  UNKNOWN_HOST: {
    en: 'The name of the wolkvox server could not be resolved: is the server number of the operation right?',
    es: 'No se pudo resolver el nombre del servidor de wolkvox: ¿es correcto el número de servidor de la operación?',
  },
  NO_TLS: {
    en: 'No secure connection came about: the certificate was not accepted, or something other than wolkvox answered.',
    es: 'No se logró una conexión segura: el certificado no fue aceptado, o respondió algo distinto de wolkvox.',
  },
  NO_CONNECTION: {
    en: 'The connection was refused, reset or timed out, as it is for an address that is not on the allow-list of the operation.',
    es: 'La conexión fue rechazada, se cortó o agotó su tiempo, como sucede con una dirección que no está en la lista de direcciones permitidas de la operación.',
  },
  UNREADABLE_ANSWER: {
    en: 'wolkvox gave no answer that can be read.',
    es: 'wolkvox no dio una respuesta que se pueda leer.',
  },
  NOT_CREATED: {
    en: 'The answer was lost; the list of campaigns shows that none was created.',
    es: 'La respuesta se perdió; la lista de campañas muestra que no se creó ninguna.',
  },
} as const satisfies Record<string, Sentence>;

export type Hint = keyof typeof HINTS;

/** Of what other versions of this layer may have written. */
export const isHint = (word: unknown): word is Hint => typeof word === 'string' && Object.hasOwn(HINTS, word);

/** A failure with what its reader needs to act on it. Times are instants, durations milliseconds. */
export type Failure =
  | { readonly code: 'INVALID_INPUT'; readonly issues: readonly InputIssue[] }
  | {
      readonly code: 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT';
      readonly upstreamCode: number;
      readonly upstreamMessage: string;
    }
  | { readonly code: 'BUSY' | 'IN_PROGRESS'; readonly retryAfterMs: number }
  | { readonly code: 'QUOTA_EXHAUSTED'; readonly resetsAt: Date }
  | { readonly code: 'MAINTENANCE' | 'UNREACHABLE'; readonly hint: Hint | null }
  | { readonly code: 'OUTCOME_UNKNOWN'; readonly candidates: readonly Campaign[] }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' | 'UPSTREAM_AUTHENTICATION' | 'UPSTREAM_CONTRACT' };

/** What an operation of this product comes to. It is a value: nothing that is expected to go wrong is thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });
