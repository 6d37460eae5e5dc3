import { hash as digest } from 'node:crypto';

/** Returns the hash of a caller's text, names of campaigns included. The text itself is not stored and may have any length. */
export const hash = (text: string): string => digest('sha256', text, 'base64url');
