/** Invented contacts for the demo, and the results of their calls in the last three weeks. */
import type { ContactFields } from './contact-fields.js';
import { resultOfCall } from './dialler.js';
import { pickText, seededHash } from './seeded-hash.js';

/**
 * Returns contacts of which the first ones were called: the first of all 20 days ago, the last yesterday.
 * @param first number of the first contact; two groups need different numbers
 * @param count number of contacts
 * @param called number of contacts that were called
 */
export function demoContacts(first: number, count: number, called: number): readonly ContactFields[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const contact = contactAt(first + index);
    if (index >= called) return contact;
    const daysAgo = 20 - Math.floor((20 * index) / called);
    // A day of UTC is near enough to one of the operation.
    const day = new Date(now - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const date = `${day} ${timeOfDay(index)}`;
    return { ...contact, call: { ...resultOfCall('demo', contact), date } };
  });
}

const DAY_MS = 86_400_000;

/** Returns a time from 08:00:00 to 17:59:59. */
function timeOfDay(index: number): string {
  const seconds = 8 * 3600 + (seededHash('time', String(index)) % (10 * 3600));
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

function contactAt(number: number): ContactFields {
  const pick = (texts: readonly string[]): string => pickText(texts, seededHash(String(number), String(texts[0])));
  return {
    customer_name: pick(FIRST_NAMES),
    customer_last_name: pick(LAST_NAMES),
    id_type: 'CC',
    customer_id: String(70_000 + number),
    country: 'Colombia',
    city: pick(CITIES),
    opt1: String(25_000 * (1 + (number % 40))),
    // Too short for the number of a person.
    tel1: `9573${String(number).padStart(5, '0')}`,
  };
}

const FIRST_NAMES = ['Ana', 'Luis', 'Marta', 'Jorge', 'Camila', 'Andrés', 'Paola', 'Iván', 'Luz', 'Diego', 'Sara'];
const LAST_NAMES = ['Rojas', 'Pérez', 'Gómez', 'Muñoz', 'Ortiz', 'Castro', 'Vargas', 'Peña', 'Ríos', 'Suárez'];
const CITIES = ['Bogotá', 'Medellín', 'Cali', 'Barranquilla', 'Pereira', 'Bucaramanga', 'Manizales'];
