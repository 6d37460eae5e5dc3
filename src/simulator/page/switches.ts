/** The switches of the control page: what wolkvox does while one is on, and what a frontend is told of it. */
import type { Awaited } from '../behaviour-queue.js';
import type { PresetName } from '../behaviours.js';
import type { Text } from './language.js';

export interface Switch {
  /** Asked for as it stands, with `times`; whoever switches a delay on may choose another. */
  readonly behaviour: { readonly preset: PresetName; readonly api?: string } | { readonly delayMs: number };
  readonly title: Text;
  /** What wolkvox does. */
  readonly does: Text;
  /**
   * What `createCampaign` then comes to: a member of its union and its code; a member without a code is no failure, a code
   * without a member is found in errors[].
   */
  readonly result: { readonly member: string | null; readonly code: string | null };
  /** What to make of it. */
  readonly sees: Text;
}

const CREATION = 'create_campaign';

export const SWITCHES = {
  slow: {
    behaviour: { delayMs: 5_000 },
    title: { en: 'Slow answers', es: 'Respuestas lentas' },
    does: { en: 'Answers as usual, but late.', es: 'Responde como siempre, pero tarde.' },
    result: { member: 'CreateCampaignSuccess', code: null },
    sees: {
      en: 'The usual answer, later: until then a form is disabled and says that it waits.',
      es: 'La respuesta de siempre, más tarde: hasta entonces el formulario se deshabilita y dice que espera.',
    },
  },
  'lost-answer': {
    behaviour: { preset: 'lost-answer', api: CREATION },
    title: { en: 'Lost answer', es: 'Respuesta perdida' },
    does: {
      en: 'Creates the campaign, then ends the connection without an answer.',
      es: 'Crea la campaña y corta la conexión sin responder.',
    },
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'Perhaps it was created: candidates lists what it may be. Where the list of campaigns leaves no doubt, a success after all.',
      es: 'Quizá se creó: candidates dice cuáles podrían ser. Si la lista de campañas no deja dudas, es un éxito a pesar de todo.',
    },
  },
  busy: {
    behaviour: { preset: 'too-many-requests-at-once' },
    title: { en: 'Busy', es: 'Ocupado' },
    does: {
      en: 'Refuses: more than two requests at once.',
      es: 'Rechaza: más de dos solicitudes a la vez.',
    },
    result: { member: 'WolkvoxBusy', code: 'BUSY' },
    sees: {
      en: 'Nothing was created; try again after retryAfterMs. It takes seconds, since the server has tried five more times.',
      es: 'No se creó nada; reintente después de retryAfterMs. Tarda segundos, pues el servidor ya reintentó cinco veces.',
    },
  },
  quota: {
    behaviour: { preset: 'quota-exhausted' },
    title: { en: 'No calls left today', es: 'Sin llamadas por hoy' },
    does: {
      en: "Refuses: the token's limit of the day is reached.",
      es: 'Rechaza: se alcanzó el límite diario del token.',
    },
    result: { member: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' },
    sees: {
      en: 'resetsAt says when to try again; the server believes it until then (the demo: until this is switched off).',
      es: 'resetsAt dice cuándo reintentar; el servidor lo da por cierto hasta entonces (la demo: hasta apagar esto).',
    },
  },
  'invalid-value': {
    behaviour: { preset: 'invalid-value', api: CREATION },
    title: { en: 'Invalid value', es: 'Valor no válido' },
    does: { en: 'Refuses a creation: 406.', es: 'Rechaza una creación: 406.' },
    result: { member: 'WolkvoxRejected', code: 'REJECTED' },
    sees: {
      en: "Nothing was created; upstreamMessage has wolkvox's own words.",
      es: 'No se creó nada; upstreamMessage trae las palabras de wolkvox.',
    },
  },
  licences: {
    behaviour: { preset: 'licence-capacity', api: CREATION },
    title: { en: 'Not enough licences', es: 'Licencias insuficientes' },
    does: {
      en: 'Refuses a creation: more than the licences allow.',
      es: 'Rechaza una creación: más de lo que permiten las licencias.',
    },
    result: { member: 'WolkvoxRejected', code: 'CAPACITY_EXCEEDED' },
    sees: {
      en: 'Nothing was created; trying again does not help until there are more licences.',
      es: 'No se creó nada; reintentar no sirve mientras no haya más licencias.',
    },
  },
  conflict: {
    behaviour: { preset: 'predictive-already-active', api: CREATION },
    title: { en: 'Other campaigns run', es: 'Otras campañas activas' },
    does: {
      en: 'Refuses a creation: another predictive must stop first.',
      es: 'Rechaza una creación: antes debe detenerse otra predictiva.',
    },
    result: { member: 'WolkvoxRejected', code: 'STATE_CONFLICT' },
    sees: {
      en: 'Nothing was created; something in the operation must change first.',
      es: 'No se creó nada; antes debe cambiar algo en la operación.',
    },
  },
  maintenance: {
    behaviour: { preset: 'maintenance' },
    title: { en: 'Maintenance', es: 'Mantenimiento' },
    does: {
      en: 'Refuses everything while its servers are backed up.',
      es: 'Rechaza todo mientras hace una copia de seguridad.',
    },
    result: { member: 'WolkvoxUnavailable', code: 'MAINTENANCE' },
    sees: {
      en: 'Nothing was created; try again later. It takes seconds, since the server has tried five more times.',
      es: 'No se creó nada; reintente más tarde. Tarda segundos, pues el servidor ya reintentó cinco veces.',
    },
  },
  'html-page': {
    behaviour: { preset: 'html' },
    title: { en: 'HTML page', es: 'Página HTML' },
    does: {
      en: 'Answers everything with 200 and an error page instead of JSON.',
      es: 'Responde a todo con 200 y una página de error en lugar de JSON.',
    },
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'Nobody can say whether it was created, nor can the list be read: look in wolkvox first.',
      es: 'No se sabe si se creó, ni se puede leer la lista: revise primero en wolkvox.',
    },
  },
  'bad-gateway': {
    behaviour: { preset: 'bad-gateway' },
    title: { en: 'Error 502', es: 'Error 502' },
    does: {
      en: 'Answers everything with the 502 page of a proxy.',
      es: 'Responde a todo con la página 502 de un proxy.',
    },
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'The request may have passed the proxy before it failed: look in wolkvox first.',
      es: 'La solicitud pudo pasar el proxy antes de fallar: revise primero en wolkvox.',
    },
  },
  unavailable: {
    behaviour: { preset: 'unavailable' },
    title: { en: 'Error 503', es: 'Error 503' },
    does: {
      en: 'Answers everything with 503 in its envelope.',
      es: 'Responde a todo con 503, en su formato JSON habitual.',
    },
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'A failing server proves nothing: look in wolkvox first.',
      es: 'Un servidor que falla no prueba nada: revise primero en wolkvox.',
    },
  },
  'token-refused': {
    behaviour: { preset: 'invalid-token' },
    title: { en: 'Token refused', es: 'Token rechazado' },
    does: { en: 'Does not accept the token.', es: 'No acepta el token.' },
    result: { member: null, code: 'UPSTREAM_AUTHENTICATION' },
    sees: {
      en: 'Only an operator can mend it: show the errorId, which is also in the log.',
      es: 'Solo un operador puede resolverlo: muestre el errorId, que está también en el log.',
    },
  },
} as const satisfies Record<string, Switch>;

export type SwitchName = keyof typeof SWITCHES;

/** The switch that a behaviour is the same as, whoever asked for it; null where there is none. */
export function switchOf({ preset, delayMs, usual, api }: Awaited): SwitchName | null {
  const same = ({ behaviour }: Switch): boolean =>
    'delayMs' in behaviour
      ? usual && delayMs > 0 && api === null
      : behaviour.preset === preset && (behaviour.api ?? null) === api;
  return (Object.keys(SWITCHES) as SwitchName[]).find((name) => same(SWITCHES[name])) ?? null;
}
