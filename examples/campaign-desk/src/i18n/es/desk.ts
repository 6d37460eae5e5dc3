import type { DeskTexts } from '../desk-texts.js';

const n = (value: number): string => value.toLocaleString('es-CO', { useGrouping: 'always' });
const people = (count: number): string => (count === 1 ? '1 persona' : `${n(count)} personas`);
const contacts = (count: number): string => (count === 1 ? '1 contacto' : `${n(count)} contactos`);

export const desk: DeskTexts = {
  brand: 'Panel de campañas',
  skipToContent: 'Ir al contenido',
  nav: { label: 'Páginas', campaigns: 'Campañas', create: 'Nueva campaña' },
  status: { STARTED: 'En marcha', STOPPED: 'Detenida', UNKNOWN: 'Sin dato' },
  types: { PREDICTIVE: 'Predictiva', PREVIEW: 'Preview' },
  people,
  list: {
    title: 'Campañas',
    search: 'Buscar por nombre',
    operation: 'Operación',
    status: 'Estado',
    anyStatus: 'Todas',
    columns: { campaign: 'Campaña', status: 'Estado', progress: 'Avance' },
    noProgress: 'Sin avance reportado',
    progressFailed: 'En este momento no se puede leer el avance. La lista se muestra sin él.',
    none: 'Todavía no hay campañas. Cree la primera.',
    noMatch: 'Ninguna campaña coincide. Cambie la búsqueda.',
    shown: (shown, total) => `${n(shown)} de ${n(total)} campañas`,
    more: 'Ver más',
    failed: 'No se pudieron cargar las campañas',
    readAt: (time) => `Consultado en wolkvox a las ${time}`,
    outdated: (time) => `No se pudo volver a consultar wolkvox. Esta es la lista de las ${time}`,
  },
  campaign: {
    title: 'Campaña',
    failed: 'No se pudo cargar la campaña',
    notFound: { title: 'Esa campaña no existe', text: 'Puede que la hayan eliminado, o que el enlace esté mal.' },
    back: 'Todas las campañas',
    id: 'Id',
    type: 'Cómo marca',
    skill: 'Skill',
    description: 'Descripción',
    contactCount: 'Contactos',
    speed: 'Velocidad',
    lastUsedAt: 'Último uso',
  },
  control: {
    label: 'Iniciar y detener',
    start: 'Iniciar…',
    stop: 'Detener',
    starting: 'Iniciando…',
    stopping: 'Deteniendo…',
    started: (name, changed) => (changed ? `«${name}» está en marcha.` : `«${name}» ya estaba en marcha.`),
    stopped: (name, changed) =>
      changed ? `«${name}» quedó detenida. No se llama a nadie más.` : `«${name}» ya estaba detenida.`,
    confirm: (name, count) => `Iniciar «${name}»: se llamará a ${people(count)}`,
    confirmText:
      'wolkvox empieza a marcar de inmediato, dentro del horario de la campaña. Si su canal es WhatsApp, SMS o correo, las personas reciben mensajes.',
    confirmStart: 'Iniciar ahora',
    cancel: 'No iniciar',
    changed: (beforeName, beforeCount, name, count) =>
      beforeName === name
        ? `La campaña cambió desde que la abrió: antes ${people(beforeCount)}, ahora ${people(count)}. No se inició nada.`
        : `La campaña cambió desde que la abrió: era «${beforeName}» con ${people(beforeCount)}. No se inició nada.`,
    empty: { title: 'La campaña no tiene contactos', text: 'Agregue contactos abajo y luego iníciela.' },
    noCount: {
      title: 'No se sabe cuántos contactos tiene',
      text: 'wolkvox no da ese dato en este momento, así que no se puede confirmar a cuántas personas se llamaría. Reintente en unos minutos.',
    },
  },
  progress: {
    title: 'Avance',
    of: (name) => `Avance de ${name}`,
    done: (done, total) => `${n(done)} de ${n(total)} contactos marcados`,
    percent: (percent) => `${percent} %`,
    finished: 'Terminada: se marcaron todos los contactos.',
    figures: {
      dialed: 'Marcados',
      pending: 'Pendientes',
      answered: 'Contestaron',
      unanswered: 'No contestaron',
      busyOrFailed: 'Ocupado o fallido',
      answeringMachines: 'Contestador',
      hits: 'Efectivos',
      callsPerMinute: 'Llamadas por minuto',
    },
    readAt: (time) => `Lectura de las ${time}`,
    notOnBoard: 'El tablero de wolkvox todavía no muestra esta campaña.',
    failed: 'En este momento no se puede leer el avance.',
  },
  contacts: {
    title: 'Agregar contactos',
    intro:
      'Escriba los contactos en la tabla, o péguelos desde una hoja de cálculo. No se envía nada hasta que oprima el botón.',
    paste: 'Pegar desde una hoja de cálculo',
    pasteHint:
      'Copie las celdas con sus títulos, por ejemplo Id, Nombre, Apellido, Teléfono. Escriba los teléfonos como los marca wolkvox, con el prefijo de ruta.',
    takeTyped: 'Pasar a la tabla',
    pasted: (rows) => (rows === 1 ? 'Se pasó 1 fila a la tabla.' : `Se pasaron ${n(rows)} filas a la tabla.`),
    noHeader: (columns) => `La primera fila no tiene títulos. Las columnas se leyeron como: ${columns.join(', ')}.`,
    unused: (columns) => `No se usan, porque no se conoce el título: ${columns.join(', ')}.`,
    tooMany: (taken, all) =>
      `Solo caben ${n(taken)} de ${n(all)} filas, porque se agregan hasta 500 contactos a la vez. Agregue estos y luego pegue el resto.`,
    table: 'Contactos por agregar',
    row: 'Fila',
    cell: (row, column) => `${column}, fila ${row}`,
    columns: {
      customerId: 'Id',
      firstName: 'Nombre',
      lastName: 'Apellido',
      idType: 'Tipo de id',
      age: 'Edad',
      gender: 'Género',
      country: 'País',
      state: 'Departamento',
      city: 'Ciudad',
      zone: 'Zona',
      address: 'Dirección',
      extraPhone: 'Otro teléfono',
      email: 'Correo',
      callbackAt: 'Volver a llamar el',
      callbackPhone: 'Teléfono de rellamada',
      agentId: 'Agente',
    },
    phone: (nth) => `Teléfono ${nth}`,
    optionalField: (nth) => `Campo adicional ${nth}`,
    addRow: 'Agregar una fila',
    removeRow: (row) => `Quitar la fila ${row}`,
    clear: 'Vaciar la tabla',
    send: (count) => (count === 0 ? 'Agregar contactos' : `Agregar ${contacts(count)}`),
    sendIn: (count, seconds) => `Agregar ${contacts(count)} (en ${seconds} s)`,
    sending: 'Agregando…',
    noRows: 'La tabla está vacía. Escriba o pegue primero un contacto.',
    rowError: (row, message) => `Fila ${row}: ${message}`,
    wrongRows: (count) =>
      count === 1
        ? 'Hay una fila por corregir. No se envió nada.'
        : `Hay ${n(count)} filas por corregir. No se envió nada.`,
    problems: {
      noId: 'Escriba el id de la persona.',
      sameId: (row) => `Este id también está en la fila ${row}.`,
      noPhone: 'Escriba un teléfono o un correo.',
      shortened:
        'La hoja de cálculo acortó un número, como 9,3E+10. Ponga la columna en formato de texto y péguela de nuevo.',
    },
    added: (count) =>
      count === 0
        ? 'No se agregó ningún contacto'
        : `${contacts(count)} ya ${count === 1 ? 'está' : 'están'} en la campaña`,
    notAdded: (count) =>
      count === 1
        ? 'Un contacto no se agregó. Sigue en la tabla, con el motivo.'
        : `${contacts(count)} no se agregaron. Siguen en la tabla, con el motivo.`,
    unclear: (count) =>
      `wolkvox no indicó qué pasó con ${contacts(count)}. Todas las filas siguen en la tabla: búsquelos en wolkvox antes de agregarlos otra vez.`,
    before: 'Los había agregado una solicitud anterior; no se agregaron dos veces.',
    running: (name, count) => `«${name}» está en marcha: se llamará ya a ${people(count)}`,
    runningText: 'wolkvox marca de inmediato a los contactos de una campaña en marcha.',
    runningConfirm: 'Agregar y llamar ya',
    runningCancel: 'No agregar',
    unknown: {
      again: 'Preguntar de nuevo',
      againIn: (seconds) => `Preguntar de nuevo (en ${seconds} s)`,
      againHint: 'Preguntar de nuevo lleva la misma clave: el servidor no los agrega dos veces mientras la recuerde.',
      still: 'Esa respuesta es de este último intento. Del primero sigue sin saberse si agregó los contactos.',
      look: (customerId) => `Buscar ${customerId} en wolkvox`,
      looking: 'Buscando…',
      found: (customerId) => `wolkvox tiene a ${customerId} en esta campaña.`,
      notFound: (customerId) => `wolkvox no encuentra ahora a ${customerId} en esta campaña. Puede aparecer aún.`,
      whenKnown: 'Cuando lo sepa:',
      there: 'Están, listo',
      notThere: 'No están, volver a la tabla',
    },
  },
};
