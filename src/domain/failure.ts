import type { Campaign, ListedCampaign } from './campaign.js';
import type { InputIssue } from './input-rules.js';
import type { Operation } from './operation.js';
import type { LocalizedText } from '../shared/i18n.js';

/** Properties of a failure. Policies read these traits, never the codes. */
export interface FailureTraits {
  /** `data`: member of the result union, because a client can act on it. `error`: `errors[]`, because only an operator can. */
  readonly exposedAs: 'data' | 'error';
  /** `no`: nothing happened in wolkvox. `unknown`: the request may have had an effect. */
  readonly happened: 'no' | 'unknown';
  /** `later`: the same request may succeed after a pause. `never`: the same request must not be repeated. */
  readonly retry: 'never' | 'later';
  /** Fixed message for a person. Never contains input values, secrets or text of wolkvox. */
  readonly message: LocalizedText;
}

/** The same request would fail again. */
const FINAL = { exposedAs: 'data', happened: 'no', retry: 'never' } as const;
/** The cause passes by itself. */
const TRANSIENT = { exposedAs: 'data', happened: 'no', retry: 'later' } as const;
/** Only an operator can remove the cause. */
const OPERATIONAL = { exposedAs: 'error', happened: 'no', retry: 'never' } as const;

/** All failures. The GraphQL enum `WolkvoxErrorCode`, `retryable` and `message` are derived from it. */
export const FAILURES = {
  INVALID_INPUT: {
    ...FINAL,
    message: {
      en: 'The input is invalid. Nothing was sent. Correct the fields listed in `issues`.',
      es: 'Los datos no cumplen al menos una regla; no se envió nada. Cada elemento de issues nombra un campo y su regla.',
    },
  },
  REJECTED: {
    ...FINAL,
    message: {
      en: 'wolkvox rejected the request. Nothing was changed. See `upstreamMessage` for its reason.',
      es: 'wolkvox rechazó la solicitud; no ocurrió nada. Sus propias palabras están en upstreamMessage.',
    },
  },
  NOT_FOUND: {
    ...FINAL,
    message: {
      en: 'wolkvox did not find an object that the request refers to. Nothing was changed.',
      es: 'wolkvox no encontró nada que corresponda a la solicitud; no ocurrió nada.',
    },
  },
  CAPACITY_EXCEEDED: {
    ...FINAL,
    message: {
      en: 'The licences of the operation do not allow this request. Nothing was changed.',
      es: 'Las licencias de la operación no lo permiten; no ocurrió nada.',
    },
  },
  STATE_CONFLICT: {
    ...FINAL,
    message: {
      en: 'The current state of the operation does not allow this request. Nothing was changed.',
      es: 'El estado de la operación no lo permite en este momento; no ocurrió nada.',
    },
  },
  BUSY: {
    ...TRANSIENT,
    message: {
      en: 'wolkvox is busy. Nothing was changed. Retry after `retryAfterMs`.',
      es: 'wolkvox atiende pocas solicitudes a la vez y esta superó el límite; no ocurrió nada. Inténtelo de nuevo más tarde.',
    },
  },
  QUOTA_EXHAUSTED: {
    ...TRANSIENT,
    message: {
      en: 'The daily quota of calls is exhausted. Nothing was changed. Retry after `resetsAt`.',
      es: 'Se agotaron las llamadas del día a la API de wolkvox; no ocurrió nada. Inténtelo de nuevo después de resetsAt.',
    },
  },
  MAINTENANCE: {
    ...TRANSIENT,
    message: {
      en: 'wolkvox is down for maintenance or a backup. Nothing was changed. Retry later.',
      es: 'wolkvox está apagado por mantenimiento o por una copia de seguridad; no ocurrió nada. Inténtelo de nuevo más tarde.',
    },
  },
  UNREACHABLE: {
    ...TRANSIENT,
    message: {
      en: 'wolkvox is unreachable. Nothing was changed. Retry later. If the error persists, check that the address of this server is on the allow-list of the operation.',
      es: 'No fue posible comunicarse con wolkvox, o no respondió y no hizo nada. Inténtelo de nuevo más tarde; si el problema continúa, es posible que la dirección de este servidor falte en la lista de direcciones permitidas de la operación.',
    },
  },
  OUTCOME_UNKNOWN: {
    exposedAs: 'data',
    happened: 'unknown',
    retry: 'never',
    message: {
      en: 'The request was sent, but wolkvox returned no clear response. The change may or may not have been made. Check wolkvox before you send it again. If every call ends like this, check that the address of this server is on the allow-list of the operation.',
      es: 'La solicitud se envió, pero no llegó una respuesta clara: pudo haber tenido efecto o no. Verifique en wolkvox antes de repetirla. Si todas las llamadas a wolkvox terminan así, es posible que la dirección de este servidor falte en la lista de direcciones permitidas de la operación.',
    },
  },
  IDEMPOTENCY_CONFLICT: {
    ...FINAL,
    message: {
      en: 'This idempotency key was already used with a different input. Nothing was sent. Use a new key.',
      es: 'Esta clave de idempotencia ya se usó con otros datos; no se envió nada.',
    },
  },
  IN_PROGRESS: {
    exposedAs: 'data',
    happened: 'unknown',
    retry: 'later',
    message: {
      en: 'A request with this idempotency key is still in progress. Retry after `retryAfterMs` with the same key.',
      es: 'Una solicitud con esta clave de idempotencia todavía está en curso.',
    },
  },
  UPSTREAM_AUTHENTICATION: {
    ...OPERATIONAL,
    message: {
      en: 'wolkvox rejected the token of this operation. Contact your administrator.',
      es: 'wolkvox no acepta el token de esta operación. Un administrador debe corregirlo.',
    },
  },
  UPSTREAM_CONTRACT: {
    ...OPERATIONAL,
    message: {
      en: 'wolkvox does not support this API call as documented. Contact your administrator.',
      es: 'wolkvox no reconoce esta llamada tal como está documentada. Un administrador debe corregirlo.',
    },
  },
} as const satisfies Record<string, FailureTraits>;

export type FailureCode = keyof typeof FAILURES;

/** Details of a failure for the operator, if its message does not show the cause. */
export const OPERATOR_HINTS = {
  SERVER_BACKUP: {
    en: 'wolkvox disables its API while its servers are backed up.',
    es: 'wolkvox apaga su API mientras se hace la copia de seguridad de sus servidores.',
  },
  REDIS_UNAVAILABLE: {
    en: 'This server lost its connection to Redis, which coordinates its replicas.',
    es: 'Este servicio perdió la conexión con Redis, donde sus réplicas acuerdan quién puede llamar a wolkvox.',
  },
  NOT_SENT_WITHOUT_STATE: {
    en: 'This server cannot reach its state, in Redis or in its data folder. No request is sent to wolkvox until it is available again.',
    es: 'Este servicio no puede usar su estado, en Redis o en su carpeta de datos: hasta que se recupere no se envía nada a wolkvox.',
  },
  UNKNOWN_HOST: {
    en: 'The host name of the wolkvox server could not be resolved. Check the server number of the operation.',
    es: 'No se pudo resolver el nombre del servidor de wolkvox: ¿es correcto el número de servidor de la operación?',
  },
  NO_TLS: {
    en: 'The TLS connection failed. The certificate was rejected, or another service answered at that address.',
    es: 'No se logró una conexión segura: el certificado no fue aceptado, o respondió algo distinto de wolkvox.',
  },
  NO_CONNECTION: {
    en: 'The connection was refused, reset or timed out. Check that the address of this server is on the allow-list of the operation.',
    es: 'La conexión fue rechazada, se cortó o agotó su tiempo, como sucede con una dirección que no está en la lista de direcciones permitidas de la operación.',
  },
  PROXY_AUTH: {
    en: 'The proxy in front of wolkvox rejected the credentials of this server. Check HTTPS_PROXY.',
    es: 'El proxy hacia wolkvox rechazó las credenciales de este servicio. Revise HTTPS_PROXY.',
  },
  PROXY_REFUSED: {
    en: 'The proxy in front of wolkvox does not allow this connection. Check its rules.',
    es: 'El proxy hacia wolkvox no permite esta conexión. Revise sus reglas.',
  },
  PROXY_FAILED: {
    en: 'The proxy in front of wolkvox could not open the connection.',
    es: 'El proxy hacia wolkvox no pudo abrir la conexión.',
  },
  PROXY_UNREACHABLE: {
    en: 'The proxy in front of wolkvox cannot be reached. Check HTTPS_PROXY.',
    es: 'No se puede llegar al proxy hacia wolkvox. Revise HTTPS_PROXY.',
  },
  UNREADABLE_ANSWER: {
    en: 'wolkvox returned a response that cannot be parsed.',
    es: 'wolkvox no dio una respuesta que se pueda leer.',
  },
  UNRECOGNIZED_CAMPAIGN: {
    en: 'wolkvox returned no type or no status of the campaign that this version recognizes. Nothing was sent.',
    es: 'wolkvox no devolvió un tipo y un estado de la campaña que esta versión reconozca; no se envió nada.',
  },
  NOT_CREATED: {
    en: 'The response was lost. The list of campaigns shows that no campaign was created.',
    es: 'La respuesta se perdió; la lista de campañas muestra que no se creó ninguna.',
  },
  NOT_STARTED: {
    en: 'The response was lost. The list of campaigns shows that the campaign was not started.',
    es: 'La respuesta se perdió; la lista de campañas muestra que la campaña no se inició.',
  },
  NOT_CHANGED: {
    en: 'The response was lost. A later reading shows that nothing was changed.',
    es: 'La respuesta se perdió; una consulta posterior muestra que no cambió nada.',
  },
} as const satisfies Record<string, LocalizedText>;

export type Hint = keyof typeof OPERATOR_HINTS;

/** Returns true if the value is a hint of this version. A replica of another version may have stored another value. */
export const isHint = (value: unknown): value is Hint =>
  typeof value === 'string' && Object.hasOwn(OPERATOR_HINTS, value);

/** Why the state of a campaign does not allow a request. Nothing was sent. Each has a message for a person. */
export const STATE_CONFLICTS = {
  CONFIRMATION_MISMATCH: {
    en: 'The campaign differs from what was confirmed. Nothing was sent. Show `campaign` to a person and confirm again.',
    es: 'La campaña no coincide con lo que se confirmó; no se envió nada. Muestre campaign a una persona y confirme de nuevo.',
  },
  CAMPAIGN_STARTED: {
    en: 'The campaign is started. Nothing was sent. Stop it first. Only `addContacts` may be allowed on a started campaign, with `allowRunning`.',
    es: 'La campaña está iniciada; no se envió nada. Deténgala primero. Solo addContacts admite una campaña iniciada, con allowRunning.',
  },
  CAMPAIGN_EMPTY: {
    en: 'The campaign has no contacts. Nothing was sent. Add contacts first.',
    es: 'La campaña no tiene contactos; no se envió nada. Agregue contactos primero.',
  },
  OUTSIDE_CALLING_HOURS: {
    en: 'The operation does not allow calls at this time. Nothing was sent. Start the campaign within its calling hours.',
    es: 'La operación no permite llamadas a esta hora; no se envió nada. Inicie la campaña dentro de su horario de llamadas.',
  },
} as const satisfies Record<string, LocalizedText>;

export type StateConflictReason = keyof typeof STATE_CONFLICTS;

/** State of a campaign that does not allow a request. */
export interface StateConflict {
  readonly reason: StateConflictReason;
  readonly operation: Operation;
  /** The campaign as it was read for this request. */
  readonly campaign: ListedCampaign;
}

/** Failure with its details. */
export type Failure =
  | { readonly code: 'INVALID_INPUT'; readonly issues: readonly InputIssue[] }
  | {
      readonly code: 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT';
      readonly upstreamCode: number;
      readonly upstreamMessage: string;
    }
  /** This server sent nothing, because of the state of the campaign. */
  | { readonly code: 'STATE_CONFLICT'; readonly conflict: StateConflict }
  | { readonly code: 'BUSY' | 'IN_PROGRESS'; readonly retryAfterMs: number }
  | { readonly code: 'QUOTA_EXHAUSTED'; readonly resetsAt: Date }
  | { readonly code: 'MAINTENANCE' | 'UNREACHABLE'; readonly hint: Hint | null }
  /** `candidates`: campaigns that the request may have created. */
  | { readonly code: 'OUTCOME_UNKNOWN'; readonly candidates?: readonly Campaign[] }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' | 'UPSTREAM_AUTHENTICATION' | 'UPSTREAM_CONTRACT' };

/** Result of a use case. Expected failures are values and are never thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });

/** Returns false if the outcome states that nothing happened in wolkvox. */
export const mayHaveHappened = (outcome: Outcome<unknown>): boolean =>
  outcome.ok || FAILURES[outcome.failure.code].happened === 'unknown';

/** The campaign does not exist. It means the same as the 404 of wolkvox, but has no text. */
export const CAMPAIGN_NOT_FOUND = {
  code: 'NOT_FOUND',
  upstreamCode: 404,
  upstreamMessage: '',
} as const satisfies Failure;

/**
 * Returns true for a 404 with an undocumented text, which wolkvox returns if it finds nothing (guess). A 404 with a documented text
 * has another meaning, and proves nothing about a contact.
 */
export const isUndocumented404 = (failure: Failure): boolean =>
  failure.code === 'REJECTED' && failure.upstreamCode === 404;
