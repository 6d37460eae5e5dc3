/** Texts of the control page except those of its switches. Placeholders are in braces. */

/** Languages of the control page. */
export type Locale = 'en' | 'es';

/** A text in every language. */
export type LocalizedText = Readonly<Record<Locale, string>>;

export const TEXTS = {
  title: { en: 'Simulated wolkvox', es: 'wolkvox simulado' },
  intro: {
    en: 'Switch on a failure of wolkvox, send a request from your frontend or the explorer, and see the result. Nothing leaves this machine.',
    es: 'Active lo que wolkvox hace mal, envíe algo desde su frontend o el explorador y vea qué resulta. Nada sale de esta máquina.',
  },
  usual: { en: 'Everything is as usual.', es: 'Todo funciona con normalidad.' },
  on: { en: 'On now: {what}', es: 'Activo ahora: {what}' },
  own: { en: 'a behaviour of its own', es: 'un comportamiento propio' },
  seconds: { en: '{seconds} s', es: '{seconds} s' },
  always: { en: 'until switched off', es: 'hasta apagarlo' },
  left: { en: 'for {left} more', es: 'para {left} más' },
  met: { en: 'calls so far: {met}', es: 'llamadas hasta ahora: {met}' },
  away: {
    en: 'The simulator does not answer. Is the demo still running?',
    es: 'El simulador no responde. ¿Sigue en marcha la demo?',
  },
  normal: { en: 'Back to normal', es: 'Volver a lo normal' },
  times: { en: 'How long', es: 'Cuánto dura' },
  untilOff: { en: 'until switched off', es: 'hasta apagarlo' },
  oneCall: { en: 'the next call', es: 'la próxima llamada' },
  threeCalls: { en: 'the next three calls', es: 'las próximas tres llamadas' },
  delay: { en: 'Seconds', es: 'Segundos' },
  switches: { en: 'What wolkvox does', es: 'Lo que hace wolkvox' },
  oneAtATime: {
    en: 'One at a time: a new one replaces the previous one.',
    es: 'Una cosa a la vez: la siguiente termina la anterior.',
  },
  frontend: { en: 'The frontend sees', es: 'El frontend ve' },
  frontendOf: { en: 'From {mutation} the frontend sees', es: 'De {mutation} el frontend ve' },
  readings: { en: 'What is not known of wolkvox', es: 'Lo que no se sabe de wolkvox' },
  readingsNote: {
    en: 'The server must be right in every case. A reset restores the initial values.',
    es: 'El servidor debe acertar en todos los casos. Un reset restablece los valores iniciales.',
  },
  campaigns: { en: 'Campaigns in wolkvox', es: 'Campañas en wolkvox' },
  campaignsNote: {
    en: 'The {shown} newest of {total}. The list of the API may show an old number of contacts.',
    es: 'Las {shown} más recientes de {total}. La lista de la API puede mostrar una cantidad anterior de contactos.',
  },
  id: { en: 'Id', es: 'Id' },
  name: { en: 'Name', es: 'Nombre' },
  type: { en: 'Type', es: 'Tipo' },
  state: { en: 'Status', es: 'Estado' },
  contacts: { en: 'Contacts', es: 'Contactos' },
  called: { en: 'Called', es: 'Marcados' },
  received: { en: 'What wolkvox received', es: 'Lo que recibió wolkvox' },
  newestFirst: {
    en: 'Newest first, without the token.',
    es: 'Primero la más reciente, sin el token.',
  },
  nothing: { en: 'Nothing yet.', es: 'Nada todavía.' },
  waiting: { en: 'being answered …', es: 'respondiendo …' },
  unheard: { en: 'the client disconnected before the answer', es: 'quien llamó no esperó la respuesta' },
  brokenOff: { en: 'no answer: the connection was ended', es: 'sin respuesta: se cortó la conexión' },
  sent: { en: 'sent', es: 'enviado' },
  answered: { en: 'answered', es: 'respondió' },
  failed: { en: 'Failed: {why}', es: 'No se pudo: {why}' },
} as const satisfies Record<string, LocalizedText>;
