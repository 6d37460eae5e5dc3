/** Switches of the control page: what wolkvox does, and what the frontend receives. */
import type { PendingBehaviour } from '../behaviour-queue.js';
import type { PresetName } from '../presets/index.js';
import type { LocalizedText } from './texts.js';

export interface Switch {
  /** Sent unchanged with `times`; the user may change a delay. */
  readonly behaviour: { readonly preset: PresetName; readonly api?: string } | { readonly delayMs: number };
  readonly title: LocalizedText;
  /** What wolkvox does. */
  readonly does: LocalizedText;
  /** Mutation whose result is shown. */
  readonly mutation: SwitchMutation;
  /** Result of the mutation: a member of its union, and its code. A success has no code; an entry of errors[] has no member. */
  readonly result: { readonly member: string | null; readonly code: string | null };
  /** Advice for the frontend developer. */
  readonly sees: LocalizedText;
}

export type SwitchMutation = 'createCampaign' | 'startCampaign' | 'stopCampaign' | 'addContacts' | 'clearCampaign';

const CREATE_API = 'create_campaign';
const UPLOAD_API = 'add_record';

export const SWITCHES = {
  slow: {
    behaviour: { delayMs: 5_000 },
    title: { en: 'Slow answers', es: 'Respuestas lentas' },
    does: { en: 'Answers as usual, but late.', es: 'Responde como siempre, pero tarde.' },
    mutation: 'createCampaign',
    result: { member: 'CreateCampaignSuccess', code: null },
    sees: {
      en: 'The usual answer, later. Until then, disable the form and show that it is waiting.',
      es: 'La respuesta de siempre, más tarde: hasta entonces el formulario se deshabilita y dice que espera.',
    },
  },
  'lost-answer': {
    behaviour: { preset: 'lost-answer', api: CREATE_API },
    title: { en: 'Lost answer', es: 'Respuesta perdida' },
    does: {
      en: 'Creates the campaign, then ends the connection without an answer.',
      es: 'Crea la campaña y corta la conexión sin responder.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'The campaign may exist; candidates lists possible matches. If the campaign list leaves no doubt, the result is a success.',
      es: 'Quizá se creó: candidates dice cuáles podrían ser. Si la lista de campañas no deja dudas, es un éxito a pesar de todo.',
    },
  },
  busy: {
    behaviour: { preset: 'too-many-requests-at-once' },
    title: { en: 'Busy', es: 'Ocupado' },
    does: {
      en: 'Rejects: more than two requests at once.',
      es: 'Rechaza: más de dos solicitudes a la vez.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxBusy', code: 'BUSY' },
    sees: {
      en: 'Nothing was created. Retry after retryAfterMs. The answer takes seconds, because the server retries five times.',
      es: 'No se creó nada; reintente después de retryAfterMs. Tarda segundos, pues el servidor ya reintentó cinco veces.',
    },
  },
  quota: {
    behaviour: { preset: 'quota-exhausted' },
    title: { en: 'No calls left today', es: 'Sin llamadas por hoy' },
    does: {
      en: "Rejects: the token's daily limit is reached.",
      es: 'Rechaza: se alcanzó el límite diario del token.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' },
    sees: {
      en: 'Retry after resetsAt. The server rejects calls until then (in the demo, until this is switched off).',
      es: 'resetsAt dice cuándo reintentar; el servidor lo da por cierto hasta entonces (la demo: hasta apagar esto).',
    },
  },
  'invalid-value': {
    behaviour: { preset: 'invalid-value', api: CREATE_API },
    title: { en: 'Invalid value', es: 'Valor no válido' },
    does: { en: 'Rejects a creation: 406.', es: 'Rechaza una creación: 406.' },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxRejected', code: 'REJECTED' },
    sees: {
      en: 'Nothing was created. upstreamMessage is the text of wolkvox.',
      es: 'No se creó nada; upstreamMessage trae las palabras de wolkvox.',
    },
  },
  licences: {
    behaviour: { preset: 'licence-capacity', api: CREATE_API },
    title: { en: 'Not enough licences', es: 'Licencias insuficientes' },
    does: {
      en: 'Rejects a creation: more than the licences allow.',
      es: 'Rechaza una creación: más de lo que permiten las licencias.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxRejected', code: 'CAPACITY_EXCEEDED' },
    sees: {
      en: 'Nothing was created. A retry does not help until there are more licences.',
      es: 'No se creó nada; reintentar no sirve mientras no haya más licencias.',
    },
  },
  conflict: {
    behaviour: { preset: 'campaign-not-started', api: CREATE_API },
    title: { en: 'State conflict', es: 'Conflicto de estado' },
    does: {
      en: 'Rejects a creation because of a state, without a reason.',
      es: 'Rechaza una creación por un estado, sin dar el motivo.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxRejected', code: 'STATE_CONFLICT' },
    sees: {
      en: 'Nothing was created. Something in the operation must change first.',
      es: 'No se creó nada; antes debe cambiar algo en la operación.',
    },
  },
  maintenance: {
    behaviour: { preset: 'maintenance' },
    title: { en: 'Maintenance', es: 'Mantenimiento' },
    does: {
      en: 'Rejects everything while its servers are backed up.',
      es: 'Rechaza todo mientras hace una copia de seguridad.',
    },
    mutation: 'createCampaign',
    result: { member: 'WolkvoxUnavailable', code: 'MAINTENANCE' },
    sees: {
      en: 'Nothing was created. Retry later. The answer takes seconds, because the server retries five times.',
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
    mutation: 'createCampaign',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'The campaign may exist, and the list cannot be read. Check in wolkvox before you retry.',
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
    mutation: 'createCampaign',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'The request may have passed the proxy. Check in wolkvox before you retry.',
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
    mutation: 'createCampaign',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'The campaign may exist. Check in wolkvox before you retry.',
      es: 'Un servidor que falla no prueba nada: revise primero en wolkvox.',
    },
  },
  'token-refused': {
    behaviour: { preset: 'invalid-token' },
    title: { en: 'Token refused', es: 'Token rechazado' },
    does: { en: 'Does not accept the token.', es: 'No acepta el token.' },
    mutation: 'createCampaign',
    result: { member: null, code: 'UPSTREAM_AUTHENTICATION' },
    sees: {
      en: 'Only an operator can fix it. Show the errorId, which is also in the log.',
      es: 'Solo un operador puede resolverlo: muestre el errorId, que está también en el log.',
    },
  },
  'start-lost': {
    behaviour: { preset: 'lost-answer', api: 'start' },
    title: { en: 'Lost answer of a start', es: 'Respuesta perdida de un inicio' },
    does: {
      en: 'Starts the campaign, then ends the connection without an answer.',
      es: 'Inicia la campaña y corta la conexión sin responder.',
    },
    mutation: 'startCampaign',
    result: { member: 'StartCampaignSuccess', code: null },
    sees: {
      en: 'The server reads the campaign. It runs, so the start is a success.',
      es: 'El servidor lee la campaña: está en marcha, así que el inicio es un éxito.',
    },
  },
  'start-refused': {
    behaviour: { preset: 'predictive-already-active', api: 'start' },
    title: { en: 'Too many predictives', es: 'Demasiadas predictivas' },
    does: {
      en: 'Rejects a start: too many predictive campaigns run.',
      es: 'Rechaza un inicio: hay demasiadas campañas predictivas en marcha.',
    },
    mutation: 'startCampaign',
    result: { member: 'WolkvoxRejected', code: 'CAPACITY_EXCEEDED' },
    sees: {
      en: 'The campaign was not started. Stop another predictive campaign first.',
      es: 'La campaña no se inició: antes hay que detener otra predictiva.',
    },
  },
  'stop-refused': {
    behaviour: { preset: 'maintenance', api: 'stop' },
    title: { en: 'No stop during maintenance', es: 'Sin detención por mantenimiento' },
    does: {
      en: 'Rejects a stop while its servers are backed up.',
      es: 'Rechaza una detención mientras hace una copia de seguridad.',
    },
    mutation: 'stopCampaign',
    result: { member: 'WolkvoxUnavailable', code: 'MAINTENANCE' },
    sees: {
      en: 'The campaign still runs. Retry, or stop it in wolkvox.',
      es: 'La campaña sigue en marcha: reintente o deténgala en wolkvox.',
    },
  },
  'upload-lost': {
    behaviour: { preset: 'lost-answer', api: UPLOAD_API },
    title: { en: 'Lost answer of an upload', es: 'Respuesta perdida de una carga' },
    does: {
      en: 'Adds the contacts, then ends the connection without an answer.',
      es: 'Agrega los contactos y corta la conexión sin responder.',
    },
    mutation: 'addContacts',
    result: { member: 'AddContactsSuccess', code: null },
    sees: {
      en: 'The server looks for the contacts in the campaign, and finds them. It never sends them twice.',
      es: 'El servidor busca los contactos en la campaña y los encuentra. Nunca los envía dos veces.',
    },
  },
  'upload-half': {
    behaviour: { preset: 'half-done', api: UPLOAD_API },
    title: { en: 'Half an upload', es: 'Media carga' },
    does: {
      en: 'Adds the first half of the contacts, then ends the connection without an answer.',
      es: 'Agrega la primera mitad de los contactos y corta la conexión sin responder.',
    },
    mutation: 'addContacts',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'Some contacts may be stored. Check the campaign before you retry: a retry may store them twice.',
      es: 'Quizá se guardaron algunos: revise la campaña antes de reintentar, porque podrían guardarse dos veces.',
    },
  },
  'upload-partial': {
    behaviour: { preset: 'half-added', api: UPLOAD_API },
    title: { en: 'Invalid contacts', es: 'Contactos no válidos' },
    does: {
      en: 'Adds the first half of the contacts, and rejects the rest.',
      es: 'Agrega la primera mitad de los contactos y rechaza el resto.',
    },
    mutation: 'addContacts',
    result: { member: 'AddContactsSuccess', code: null },
    sees: {
      en: 'accepted counts the added contacts. rejected lists the rest, with the reason of wolkvox.',
      es: 'accepted cuenta los contactos agregados; rejected enumera el resto con el motivo de wolkvox.',
    },
  },
  'upload-capacity': {
    behaviour: { preset: 'licence-capacity', api: UPLOAD_API },
    title: { en: 'Campaign full', es: 'Campaña llena' },
    does: {
      en: 'Rejects an upload: more contacts than the licences allow.',
      es: 'Rechaza una carga: más contactos de los que permiten las licencias.',
    },
    mutation: 'addContacts',
    result: { member: 'WolkvoxRejected', code: 'CAPACITY_EXCEEDED' },
    sees: {
      en: 'No contact was added. upstreamMessage has both numbers.',
      es: 'No se agregó ningún contacto; upstreamMessage trae ambas cantidades.',
    },
  },
  'clear-half': {
    behaviour: { preset: 'half-done', api: 'clear_campaign' },
    title: { en: 'Half a clear', es: 'Limpieza a medias' },
    does: {
      en: 'Removes the first half of the contacts, then ends the connection without an answer.',
      es: 'Elimina la primera mitad de los contactos y corta la conexión sin responder.',
    },
    mutation: 'clearCampaign',
    result: { member: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    sees: {
      en: 'Some contacts may be left. Read the campaign, show its count, and ask again.',
      es: 'Quizá quedan contactos: lea la campaña, muestre cuántos hay y pregunte de nuevo.',
    },
  },
} as const satisfies Record<string, Switch>;

export type SwitchName = keyof typeof SWITCHES;

/** Returns the switch with the same behaviour; null if there is none. */
export function switchOf({ preset, delayMs, usual, api }: PendingBehaviour): SwitchName | null {
  const same = ({ behaviour }: Switch): boolean =>
    'delayMs' in behaviour
      ? usual && delayMs > 0 && api === null
      : behaviour.preset === preset && (behaviour.api ?? null) === api;
  return (Object.keys(SWITCHES) as SwitchName[]).find((name) => same(SWITCHES[name])) ?? null;
}
