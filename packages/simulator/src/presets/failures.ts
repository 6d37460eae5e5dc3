/**
 * Presets of delayed, broken, malformed and contradictory answers. They carry out the write only if their text states so.
 */
import { REFUSALS } from '../arrival.js';
import type { Answer, Preset, StoredCampaign } from '../protocol.js';
import { CREATED_MSG, created, recordError, someRecordsAdded } from '../answers.js';
import { rangeOf } from '../write-share.js';

const HTML = { 'content-type': 'text/html; charset=UTF-8' };

const PROXY_PAGE = '<html><head><title>502 Bad Gateway</title></head><body></body></html>';

const PHP_PAGE =
  '<br />\n<b>Fatal error</b>:  Uncaught Error in <b>/var/www/html/api/v2/campaign.php</b> on line <b>1</b><br />\n';

/** More than 1 MiB without the envelope. */
const ONE_MIB_AND_MORE = 1_048_577;

export const FAILURE_PRESETS = {
  slow: { explain: 'Answers as usual after 5 seconds.', behaviour: { delayMs: 5_000 } },
  hang: { explain: 'Never answers; the write is not carried out.', behaviour: { breakOff: 'hang', create: false } },
  reset: {
    explain: 'Resets the connection; the write is not carried out.',
    behaviour: { breakOff: 'before-answer', create: false },
  },
  'lost-answer': {
    explain: 'Carries out the write, then resets the connection without an answer.',
    behaviour: { breakOff: 'before-answer', create: true },
  },
  'cut-short': {
    explain: 'Carries out the write, then ends the connection in the middle of the answer.',
    behaviour: { breakOff: 'mid-body', create: true },
  },

  'half-done': {
    explain: 'Carries out the first half of the write, then resets the connection without an answer.',
    behaviour: { breakOff: 'before-answer', create: 'half' },
  },
  'second-half-done': {
    explain: 'Carries out the second half of the write, then resets the connection without an answer.',
    behaviour: { breakOff: 'before-answer', create: 'second-half' },
  },
  'done-late': {
    explain: 'Resets the connection without an answer, and carries out the write 2 seconds later.',
    behaviour: { breakOff: 'before-answer', create: true, writeAfterMs: 2_000 },
  },
  'done-silently': {
    explain: 'Carries out the write, but never answers.',
    behaviour: { breakOff: 'hang', create: true },
  },

  'bad-gateway': {
    explain: '502 with an HTML page of a proxy.',
    behaviour: { answer: { status: 502, headers: HTML, body: PROXY_PAGE } },
  },
  html: {
    explain: 'HTTP 200 with an error page of PHP.',
    behaviour: { answer: { status: 200, headers: HTML, body: PHP_PAGE } },
  },
  empty: { explain: 'HTTP 200 with an empty body.', behaviour: { answer: { status: 200, body: '' } } },
  'not-json': {
    explain: 'HTTP 200 with text that only begins as JSON.',
    behaviour: { answer: { status: 200, body: '{"code": 201, "err' } },
  },
  'too-large': {
    explain: 'HTTP 200 with more than 1 MiB of JSON.',
    behaviour: {
      answer: { status: 200, body: { code: 200, error: null, msg: 'x'.repeat(ONE_MIB_AND_MORE), data: [] } },
    },
  },
  redirect: {
    // The target is under /api/v2/, so that the request log shows a client that follows it with the token.
    explain: '302 to /api/v2/elsewhere.php on this same host.',
    behaviour: { answer: { status: 302, headers: { location: '/api/v2/elsewhere.php' }, body: '' } },
  },

  'error-inside-200': {
    explain: 'HTTP 200 around a rejection with code 400.',
    behaviour: { answer: { ...REFUSALS.missingParameters, status: 200 } },
  },
  'success-inside-500': {
    explain: 'Carries out the write, and answers HTTP 500 around the usual answer.',
    behaviour: { create: true, answer: (_campaign: StoredCampaign, usual: Answer) => ({ ...usual, status: 500 }) },
  },
  'half-added': {
    explain: 'Adds the first half of the records of an add_record, and answers 201 that the rest is not valid.',
    behaviour: { create: 'half', answer: (_campaign: StoredCampaign, usual: Answer) => halfAdded(usual, 201) },
  },
  'half-added-404': {
    explain: 'Adds the first half of the records of an add_record, and answers 404 that the rest is not valid.',
    behaviour: { create: 'half', answer: (_campaign: StoredCampaign, usual: Answer) => halfAdded(usual, 404) },
  },
  'created-with-200': {
    explain: 'Creates, and answers with HTTP status and code 200.',
    behaviour: { create: true, answer: (campaign: StoredCampaign) => created(campaign, 200) },
  },
  'created-with-202': {
    explain: 'Creates, and answers with HTTP status and code 202.',
    behaviour: { create: true, answer: (campaign: StoredCampaign) => created(campaign, 202) },
  },
  'no-data': {
    explain: 'Creates, and answers 201 without data, so without the id.',
    behaviour: { create: true, answer: { status: 201, body: { code: 201, error: null, msg: CREATED_MSG } } },
  },
  'code-as-string': {
    explain: 'Creates, and answers with code "201".',
    behaviour: { create: true, answer: (campaign: StoredCampaign) => success('201', named(campaign)) },
  },
  'misspelt-id': {
    explain: "Creates, and answers with the keys id_campaing and name_campaing of the specification's table.",
    behaviour: {
      create: true,
      answer: (campaign: StoredCampaign) =>
        success(201, { id_campaing: campaign.campaign_id, name_campaing: campaign.campaign_name }),
    },
  },
  'number-id': {
    explain: 'Creates, and answers with the id as a JSON number.',
    behaviour: {
      create: true,
      answer: (campaign: StoredCampaign) =>
        success(201, { ...named(campaign), id_campaign: Number(campaign.campaign_id) }),
    },
  },
} as const satisfies Record<string, Preset>;

/** Returns the answer to an add_record of valid records of which the first half was added; another answer unchanged. */
function halfAdded(usual: Answer, status: 201 | 404): Answer {
  const { data } = usual.body as { readonly data?: readonly { readonly total_registers?: string }[] };
  const total = Number(data?.[0]?.total_registers);
  if (usual.status !== 201 || !(total > 0)) return usual;
  const { from, to } = rangeOf(total, 'second-half');
  const errors = Array.from({ length: to - from }, (_, index) => recordError(from + index, 'The value is invalid'));
  return someRecordsAdded(total, errors, status);
}

function success(code: string | number, row: object): { status: number; body: object } {
  return { status: 201, body: { code, error: null, msg: CREATED_MSG, data: [row] } };
}

function named({ campaign_id, campaign_name }: StoredCampaign): { id_campaign: string; name_campaign: string } {
  return { id_campaign: campaign_id, name_campaign: campaign_name };
}
