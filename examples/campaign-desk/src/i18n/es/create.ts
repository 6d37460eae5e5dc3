import type { CreateTexts } from '../create-texts.js';

export const create: CreateTexts = {
  title: 'Nueva campaña',
  intro: 'Crea una campaña en wolkvox. Todavía no se llama a nadie: los contactos se agregan en la página siguiente.',
  formFailed: 'No se pudo cargar el formulario',
  optional: 'opcional',

  operation: { label: 'Operación', choose: 'Elija una operación' },
  type: 'Cómo marca',
  types: {
    PREDICTIVE: { name: 'Predictiva', explained: 'wolkvox marca antes que los agentes, dentro de un horario.' },
    PREVIEW: { name: 'Preview', explained: 'El agente ve primero el contacto e inicia la llamada.' },
  },
  name: 'Nombre',
  namePlaceholder: 'Cobranza noviembre',
  description: 'Descripción',
  skill: {
    label: 'Skill',
    choose: 'Elija un skill',
    none: 'Esta operación no tiene skills.',
    failed: 'No se pudieron cargar los skills.',
    outdated: (readAt) => `Estos son los skills de ${readAt}: no se pudo volver a consultar wolkvox.`,
  },
  hours: { start: 'Inicio', end: 'Fin', clock: (timeZone) => `En la hora de ${timeZone}.` },
  amd: {
    label: 'Detección de contestador',
    hint: 'El país al que se llama.',
    standard: 'La predeterminada de wolkvox',
  },
  titles: {
    legend: 'Campos adicionales de los contactos',
    hint: 'Hasta 12 títulos. Uno en blanco deja su lugar sin título.',
    nth: (nth) => `Título ${nth}`,
    add: 'Agregar un campo',
    remove: (nth) => `Quitar el título ${nth}`,
  },
  edition: 'Se puede editar después en wolkvox',

  create: 'Crear campaña',
  createIn: (seconds) => `Crear campaña (en ${seconds} s)`,
  creating: 'Creando…',
  patience: 'wolkvox puede tardar un minuto. Deje abierta esta página.',

  missing: {
    'operationId OPERATION_REQUIRED': 'Elija una operación.',
    'name NOT_BLANK': 'Póngale un nombre a la campaña.',
    'skillId NUMERIC_ID': 'Elija un skill.',
    'startTime REQUIRED_ON_PREDICTIVE': 'Indique cuándo puede empezar a marcar.',
    'endTime REQUIRED_ON_PREDICTIVE': 'Indique cuándo debe dejar de marcar.',
  },
  broken: {
    NOT_BLANK: 'Escriba algo que se vea.',
    NO_CONTROL_CHARACTERS: 'Quite los saltos de línea y las tabulaciones.',
    CAMPAIGN_TIME: 'Ese momento no existe en el reloj de la operación.',
    SAME_DAY: 'En esta operación, el inicio y el fin deben ser el mismo día.',
    AFTER_START: 'El fin debe ser posterior al inicio.',
    OUTSIDE_CALLING_HOURS: 'La operación no permite llamadas en ese horario.',
  },
  unknownOutcome: {
    still: 'Esa respuesta es de este último intento. Del primero sigue sin saberse si creó la campaña.',
    candidates: 'Puede ser una de estas:',
    look: 'Buscar en wolkvox',
    searching: 'Buscando…',
    again: 'Preguntar de nuevo',
    againIn: (seconds) => `Preguntar de nuevo (en ${seconds} s)`,
    againOrLook:
      'Preguntar de nuevo lleva la misma clave: el servidor no la crea dos veces mientras la recuerde. Busque primero en wolkvox.',
    whenKnown: 'Cuando lo sepa:',
    there: 'Existe, listo',
    notThere: 'No existe, volver al formulario',
    found: (count, readAt) =>
      `${count === 1 ? 'Una campaña' : `${count} campañas`} con este nombre en la lista de wolkvox, leída a las ${readAt} o después:`,
    nothingFound: (readAt) =>
      `Ninguna campaña con este nombre en la lista de wolkvox, leída a las ${readAt} o después. Puede aparecer aún: esta lista normalmente se renueva cada 5 minutos. Si no está, confírmelo en wolkvox mismo.`,
    listOutdated: 'No se pudo consultar wolkvox ahora, así que puede faltar en esta lista.',
    noList: 'No se pudo consultar wolkvox. Reintente más tarde.',
  },

  created: {
    title: 'La campaña está creada',
    name: 'Nombre',
    id: 'Id',
    before: 'La había creado una solicitud anterior; no se creó dos veces.',
    open: 'Abrir la campaña',
  },
  another: 'Crear otra',
};
