import { httpAnswer } from './raw-upstream.js';
import { created } from './upstream.js';

/** The bytes of wolkvox's response to a creation. */
export const rawCreated = (id: number | string): Buffer => httpAnswer(JSON.stringify(created(String(id)).body));
