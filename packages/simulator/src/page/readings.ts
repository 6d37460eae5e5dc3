/** Readings of the vendor's open facts, as the control page shows them. */
import { READING_VALUES, type ReadingName } from '../readings.js';
import type { LocalizedText } from './texts.js';

export interface PageReading {
  readonly label: LocalizedText;
  /** Allowed values; null for a whole number. */
  readonly values: readonly (string | number)[] | null;
}

const LABELS = {
  duplicates: {
    en: 'add_record of a known customer_id',
    es: 'add_record de un customer_id conocido',
  },
  campaignStatus: {
    en: 'campaign_status of add_record is the state',
    es: 'campaign_status de add_record es el estado',
  },
  partialSuccess: {
    en: 'HTTP status if only some records were added',
    es: 'Estado HTTP si solo se agregaron algunos registros',
  },
  missingKeys: { en: 'A record without all its keys', es: 'Un registro sin todas sus claves' },
  fourByteCharacters: { en: 'A record with an emoji', es: 'Un registro con un emoji' },
  capacityScope: { en: 'The capacity is that of', es: 'La capacidad es de' },
  findNothing: {
    en: 'HTTP status of a find_record without results',
    es: 'Estado HTTP de un find_record sin resultados',
  },
  findRules: {
    en: 'Parameters of find_record combined with',
    es: 'Los parámetros de find_record se combinan con',
  },
  unknownResult: {
    en: 'Removed if a result is unknown',
    es: 'Se elimina si un result es desconocido',
  },
  deleteNothing: {
    en: 'HTTP status of a delete_campaign of nothing',
    es: 'Estado HTTP de un delete_campaign que no elimina nada',
  },
  countLagReads: {
    en: 'Lists that still show the old number of contacts',
    es: 'Listas que todavía muestran la cantidad anterior de contactos',
  },
  countLagMs: {
    en: 'Milliseconds for which lists show the old number',
    es: 'Milisegundos en los que las listas muestran la cantidad anterior',
  },
  boardShape: { en: 'Answer of the board', es: 'Respuesta del tablero' },
  boardLabel: { en: 'Label on the board', es: 'Etiqueta en el tablero' },
  boardCounts: { en: 'Counts on the board', es: 'Cantidades en el tablero' },
  boardPercent: { en: 'Percentages on the board', es: 'Porcentajes en el tablero' },
  boardLagReads: {
    en: 'Boards that still show the old calls',
    es: 'Tableros que todavía muestran las llamadas anteriores',
  },
  reportOrder: { en: 'Order of detail', es: 'Orden de detail' },
  reportEnd: { en: 'date_end of detail', es: 'date_end de detail' },
  reportEmpty: {
    en: 'HTTP status of a detail without results',
    es: 'Estado HTTP de un detail sin resultados',
  },
} as const satisfies Record<ReadingName, LocalizedText>;

export const PAGE_READINGS = Object.fromEntries(
  Object.entries(LABELS).map(([name, label]) => [name, { label, values: READING_VALUES[name as ReadingName] }]),
) as Readonly<Record<ReadingName, PageReading>>;
