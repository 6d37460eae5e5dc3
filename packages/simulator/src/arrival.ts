/** Checks of the vendor on the arrival of a request, and the rejections that any call may get. */
import type { Answer } from './protocol.js';
import { refusal } from './response.js';

/** Facts that the vendor checks before the request itself, in this order: token, concurrent requests, quota. */
export interface Arrival {
  token: 'absent' | 'invalid' | 'valid';
  /** Requests of this token in flight, including this one. */
  inFlight: number;
  maxInFlight: number;
  /** True if today's quota had a unit for this call. */
  withinQuota: boolean;
}

export function rejectOnArrival({ token, inFlight, maxInFlight, withinQuota }: Arrival): Answer | null {
  if (token === 'absent') return REFUSALS.missingToken;
  if (token === 'invalid') return REFUSALS.invalidToken;
  if (inFlight > maxInFlight) return tooManyAtOnce(maxInFlight);
  if (!withinQuota) return REFUSALS.quotaExhausted;
  return null;
}

/** Verbatim texts from the vendor's documentation. The text of 405 is a guess. */
export const REFUSALS = {
  missingToken: refusal(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'),
  invalidToken: refusal(403, 'PLEASE VALIDATE TOKEN'),
  quotaExhausted: refusal(403, 'TOKEN LIMIT EXCEEDED'),
  unknownApi: refusal(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
  wrongVerb: refusal(405, 'METHOD NOT ALLOWED'),
  missingParameters: refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
} as const satisfies Record<string, Answer>;

/** The number is taken to be the limit, because the vendor's text contains 2, its limit. */
export function tooManyAtOnce(maxInFlight: number): Answer {
  return refusal(403, `EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (${maxInFlight})`);
}
