/** Presets with the vendor's rejections; the write is not carried out. The source of each text is in the comment of its group. */
import { refusal } from '../response.js';
import type { Preset } from '../protocol.js';
import { REFUSALS, tooManyAtOnce } from '../arrival.js';
import {
  campaignsDeleted,
  capacityExceeded,
  invalidField,
  NO_RESULTS,
  NOT_STARTED,
  nothingToRemove,
  predictivesActive,
  RANGE_TOO_LONG,
  recordError,
  someRecordsAdded,
  unknownContact,
} from '../answers.js';

export const REFUSAL_PRESETS = {
  // Documented by the vendor. The text of maintenance is a guess: the docs only mention a backup or maintenance.
  'unknown-api': {
    explain: '400: the operation does not exist.',
    behaviour: { answer: REFUSALS.unknownApi },
  },
  'missing-parameters': {
    explain: '400: a parameter is missing.',
    behaviour: { answer: REFUSALS.missingParameters },
  },
  'missing-token': {
    explain: '401: the header wolkvox-token is missing.',
    behaviour: { answer: REFUSALS.missingToken },
  },
  'invalid-token': {
    explain: '403: the token is wrong or expired.',
    behaviour: { answer: REFUSALS.invalidToken },
  },
  'quota-exhausted': {
    explain: '403: today has no calls left.',
    behaviour: { answer: REFUSALS.quotaExhausted },
  },
  'too-many-requests-at-once': {
    explain: '403: two other requests of the token are in flight.',
    behaviour: { answer: tooManyAtOnce(2) },
  },
  maintenance: {
    explain: '403: the API is off while the server is backed up.',
    behaviour: { answer: refusal(403, 'THE API IS DISABLED WHILE THE SERVER BACKUP IS RUNNING') },
  },

  // Seen in recorded answers. Only the code of 406 was seen, not its text.
  'no-rows': {
    explain: '404: a report has no rows in its window, worded as if the dates were wrong.',
    behaviour: { answer: NO_RESULTS },
  },
  'range-too-long': {
    explain: '404: the window of a report is longer than 31 days (the text is a guess).',
    behaviour: { answer: RANGE_TOO_LONG },
  },
  'unknown-campaign': {
    explain: '404: the campaign does not exist.',
    behaviour: { answer: refusal(404, 'Campaign_id 4242 does not exist in your operation.') },
  },
  'no-records-added': {
    explain: '404: every uploaded record is invalid, and data contains the reasons.',
    behaviour: {
      answer: someRecordsAdded(1, [recordError(0, 'customer_id is required')], 404),
    },
  },
  'licence-capacity': {
    explain: '404: more records than the licences allow.',
    behaviour: {
      answer: capacityExceeded(9000, 5000),
    },
  },
  'predictive-already-active': {
    explain: '404: a start is rejected because other predictive campaigns run.',
    behaviour: { answer: predictivesActive(3) },
  },
  'campaign-not-started': {
    explain: '404: a start is rejected without a reason.',
    behaviour: { answer: NOT_STARTED },
  },
  'nothing-to-remove': {
    explain: '404: a campaign that is cleared is empty, or has no such record. The text is a guess.',
    behaviour: { answer: nothingToRemove('4242') },
  },
  'nothing-deleted': {
    explain: '200: the only campaign of a deletion was not deleted.',
    behaviour: { answer: campaignsDeleted(0, 1, 200) },
  },
  'invalid-field': {
    explain: '400: a field of an edit is not valid. The text is a guess.',
    behaviour: { answer: invalidField('campaign_name') },
  },
  'unknown-contact': {
    explain: '404: a contact does not exist. The text is a guess.',
    behaviour: { answer: unknownContact('4242') },
  },
  'invalid-value': {
    explain: '406: a value is not acceptable.',
    behaviour: { answer: refusal(406, 'The value entered is invalid') },
  },

  // Guesses: codes that this product does not document, with the texts of HTTP.
  'method-not-allowed': { explain: '405: the wrong verb.', behaviour: { answer: REFUSALS.wrongVerb } },
  'precondition-failed': { explain: '412, undocumented.', behaviour: { answer: refusal(412, 'Precondition Failed') } },
  'range-not-satisfiable': {
    explain: '416, undocumented.',
    behaviour: { answer: refusal(416, 'Range Not Satisfiable') },
  },
  'expectation-failed': { explain: '417, undocumented.', behaviour: { answer: refusal(417, 'Expectation Failed') } },
  'too-many-requests': {
    explain: '429, undocumented, without Retry-After.',
    behaviour: { answer: refusal(429, 'Too Many Requests') },
  },
  'internal-error': { explain: '500 in the envelope.', behaviour: { answer: refusal(500, 'Internal Server Error') } },
  unavailable: { explain: '503 in the envelope.', behaviour: { answer: refusal(503, 'Service Unavailable') } },
} as const satisfies Record<string, Preset>;
