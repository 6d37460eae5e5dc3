import type { Action, ActionTexts, FailureTexts, ReadFailureTexts } from '../failure-texts.js';

export const failures: FailureTexts = {
  busy: (seconds) => ({ title: 'wolkvox está ocupado', text: `Puede reintentar en ${secondsOf(seconds)}.` }),
  inProgress: (seconds) => ({
    title: 'La primera solicitud sigue en curso',
    text: `Pregunte de nuevo en ${secondsOf(seconds)} para saber qué pasó con ella.`,
  }),
  quota: (resetsAt) => ({
    title: 'Se agotaron las llamadas a wolkvox de hoy',
    text: `wolkvox debería aceptar nuevas desde el ${resetsAt}.`,
  }),
  unavailable: {
    MAINTENANCE: { title: 'wolkvox está en mantenimiento', text: 'Reintente más tarde.' },
    UNREACHABLE: {
      title: 'No se puede llegar a wolkvox',
      text: 'Reintente más tarde; si continúa, avise a soporte.',
    },
  },
  conflicts: {
    CONFIRMATION_MISMATCH: { title: 'La campaña cambió', text: 'Revise sus cifras nuevas y decida otra vez.' },
    CAMPAIGN_STARTED: {
      title: 'La campaña está en marcha',
      text: 'Deténgala primero, o confirme que agrega contactos.',
    },
    CAMPAIGN_EMPTY: { title: 'La campaña no tiene contactos', text: 'Agregue contactos y luego iníciela.' },
    IMPORT_RUNNING: { title: 'Se están cargando contactos', text: 'Espere a que termine la carga y reintente.' },
    OUTSIDE_CALLING_HOURS: {
      title: 'A esta hora no se permiten llamadas',
      text: 'Iníciela dentro del horario de llamadas de la operación.',
    },
    IMPORT_NOT_READY: { title: 'El archivo no está listo', text: 'Revise el archivo de contactos y reintente.' },
  },
  newer: {
    title: 'El servidor dio una respuesta que esta página no conoce',
    text: 'Recargue la página y revise en wolkvox qué pasó.',
  },
  notAllowed: { title: 'No tiene permiso', text: 'Inicie sesión de nuevo o pida el permiso.' },
  support: { title: 'Esto solo lo puede resolver soporte', text: 'Deles el id del error.' },
  limit: { title: 'La solicitud es demasiado grande', text: 'Pida menos.' },
  later: { title: 'El servidor no tomó la solicitud', text: 'Reintente en un minuto.' },
  upstreamMessage: 'wolkvox dice:',
  forSupport: 'Para soporte:',
  errorId: 'Id del error:',
};

export const actions: Readonly<Record<Action, ActionTexts>> = {
  create: {
    nothing: 'No se creó nada.',
    invalid: (count) =>
      count === 1 ? 'Hay un dato por corregir. No se creó nada.' : `Hay ${count} datos por corregir. No se creó nada.`,
    refused: {
      REJECTED: { title: 'wolkvox rechazó esta campaña', text: 'Cámbiela y reintente.' },
      NOT_FOUND: {
        title: 'wolkvox no encuentra algo que la campaña necesita',
        text: 'Revise el skill y reintente.',
      },
      CAPACITY_EXCEEDED: {
        title: 'Sus licencias no lo permiten',
        text: 'Consulte a quien administra wolkvox en su empresa.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox no lo permite en este momento',
        text: 'Primero hay que cambiar algo en wolkvox.',
      },
    },
    unknown: {
      title: 'No se sabe si la campaña existe',
      text: 'La solicitud llegó a wolkvox, pero no volvió una respuesta clara. Revise antes de crearla otra vez, o puede haber dos.',
    },
    keyConflict: {
      title: 'Esta clave es de otra campaña',
      text: 'Esta vez no se envió nada. Revise qué pasó con la campaña que se envió antes.',
    },
    network: {
      title: 'Se perdió la conexión',
      text: 'No llegó respuesta, así que no se sabe si la campaña existe. Revise su conexión y busque en wolkvox.',
    },
    failed: {
      title: 'El servidor falló',
      text: 'No se sabe si la campaña existe. Busque en wolkvox; si el servidor vuelve a fallar, avise a soporte.',
    },
  },
  add: {
    nothing: 'No se agregó ningún contacto.',
    invalid: (count) =>
      count === 1
        ? 'Hay un dato por corregir. No se agregó ningún contacto.'
        : `Hay ${count} datos por corregir. No se agregó ningún contacto.`,
    refused: {
      REJECTED: { title: 'wolkvox rechazó los contactos', text: 'Corríjalos y reintente.' },
      NOT_FOUND: {
        title: 'Esa campaña no existe en wolkvox',
        text: 'Puede que la hayan eliminado. Recargue la página.',
      },
      CAPACITY_EXCEEDED: {
        title: 'Sus licencias no permiten tantos contactos',
        text: 'Agregue menos, o consulte a quien administra wolkvox en su empresa.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox no lo permite en este momento',
        text: 'Primero hay que cambiar algo en wolkvox.',
      },
    },
    unknown: {
      title: 'No se sabe si los contactos se agregaron',
      text: 'La solicitud llegó a wolkvox, pero no volvió una respuesta clara. Busque alguno antes de agregarlos otra vez, o se les puede llamar dos veces.',
    },
    keyConflict: {
      title: 'Esta clave es de otros contactos',
      text: 'Esta vez no se envió nada. Revise qué pasó con los contactos que se enviaron antes.',
    },
    network: {
      title: 'Se perdió la conexión',
      text: 'No llegó respuesta, así que no se sabe si los contactos se agregaron. Revise su conexión y pregunte de nuevo.',
    },
    failed: {
      title: 'El servidor falló',
      text: 'No se sabe si los contactos se agregaron. Pregunte de nuevo; si el servidor vuelve a fallar, avise a soporte.',
    },
  },
  start: {
    nothing: 'La campaña no se inició.',
    invalid: () => 'La solicitud tiene un error. La campaña no se inició.',
    refused: {
      REJECTED: { title: 'wolkvox no inició la campaña', text: 'Abajo está su mensaje.' },
      NOT_FOUND: {
        title: 'Esa campaña no existe en wolkvox',
        text: 'Puede que la hayan eliminado. Recargue la página.',
      },
      CAPACITY_EXCEEDED: {
        title: 'Sus licencias no permiten otra campaña en marcha',
        text: 'Detenga primero otra campaña predictiva.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox no permite iniciarla en este momento',
        text: 'Primero hay que cambiar algo en wolkvox.',
      },
    },
    unknown: {
      title: 'Puede que la campaña esté en marcha',
      text: 'La solicitud llegó a wolkvox, pero no volvió una respuesta clara. Es posible que ya se esté llamando. Si no lo quiere, oprima Detener.',
    },
    keyConflict: { title: 'La solicitud se confundió con otra', text: 'No se envió nada. Reintente.' },
    network: {
      title: 'Se perdió la conexión',
      text: 'No llegó respuesta, así que puede que la campaña esté en marcha. Si no lo quiere, oprima Detener.',
    },
    failed: {
      title: 'El servidor falló',
      text: 'Puede que la campaña esté en marcha. Si no lo quiere, oprima Detener.',
    },
  },
  stop: {
    nothing: 'La campaña puede seguir en marcha.',
    invalid: () => 'La solicitud tiene un error. La campaña puede seguir en marcha.',
    refused: {
      REJECTED: { title: 'wolkvox no detuvo la campaña', text: 'Oprima Detener otra vez, o deténgala en wolkvox.' },
      NOT_FOUND: { title: 'Esa campaña no existe en wolkvox', text: 'Confírmelo en wolkvox mismo.' },
      CAPACITY_EXCEEDED: {
        title: 'wolkvox no detuvo la campaña',
        text: 'Oprima Detener otra vez, o deténgala en wolkvox.',
      },
      STATE_CONFLICT: {
        title: 'wolkvox no permite detenerla en este momento',
        text: 'Oprima Detener otra vez, o deténgala en wolkvox.',
      },
    },
    unknown: {
      title: 'La campaña puede seguir en marcha',
      text: 'La orden llegó a wolkvox, pero no volvió una respuesta clara. Oprima Detener otra vez, o deténgala en wolkvox.',
    },
    keyConflict: { title: 'La solicitud se confundió con otra', text: 'Oprima Detener otra vez.' },
    network: {
      title: 'Se perdió la conexión',
      text: 'La campaña puede seguir en marcha. Revise su conexión y oprima Detener otra vez, o deténgala en wolkvox.',
    },
    failed: {
      title: 'El servidor falló',
      text: 'La campaña puede seguir en marcha. Oprima Detener otra vez, o deténgala en wolkvox.',
    },
  },
};

export const readFailures: ReadFailureTexts = {
  busy: 'wolkvox está ocupado. Reintente en un momento.',
  quota: (resetsAt) => `Se agotaron las llamadas a wolkvox de hoy. Debería aceptar nuevas desde el ${resetsAt}.`,
  maintenance: 'wolkvox está en mantenimiento. Reintente más tarde.',
  unreachable: 'No se puede llegar a wolkvox. Reintente más tarde; si continúa, avise a soporte.',
  notAllowed: 'No tiene permiso para ver esto. Inicie sesión de nuevo o pida el permiso.',
  support: 'Esto solo lo puede resolver soporte. Deles el id del error.',
  later: 'El servidor no respondió como se esperaba. Reintente en un minuto.',
  network: 'El servidor no responde. Revise su conexión y reintente.',
};

const secondsOf = (seconds: number): string => (seconds === 1 ? '1 segundo' : `${seconds} segundos`);
