import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES, OPERATOR_HINTS, type Failure } from '../../src/domain/failure.js';
import type { Operation } from '../../src/domain/operation.js';
import { matchRule, OUTCOME_RULES, toFailure, type CallFailure } from '../../src/wolkvox/outcome-rules.js';
import { UNCLEAR_CAUSES } from '../../src/wolkvox/envelope.js';
import { whyNotLinear } from '../../lint/linear-regexp.js';
import { FAULT_CAUSES } from '../../src/wolkvox/fault.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const NOW = new Date('2026-11-23T17:00:00Z');
const NEXT_DAY = new Date('2026-11-24T05:00:00Z');

const failureOf = (result: CallFailure): Failure => toFailure(result, OPERATION, NOW);
const refusal = (code: number, msg: string): CallFailure => ({ kind: 'refusal', code, msg });

const EXCEEDS = 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)';
const UPLOADING =
  'You are uploading (12000) records to the system. According to quantity active licenses, You can upload 10000 records. Try again.';
const TURN_OFF = 'You must turn off a predictive before starting this one, you currently have 12 active predictives';

/** Responses in the vendor's /docs and in public records: code, msg, failure. */
const DOCUMENTED: readonly (readonly [number, string, Failure['code']])[] = [
  [400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST', 'UPSTREAM_CONTRACT'],
  [400, 'SOME PARAMETERS ARE REQUIRED', 'REJECTED'],
  [401, 'PLEASE ENTER THE WOLKVOX-TOKEN', 'UPSTREAM_AUTHENTICATION'],
  [403, 'TOKEN LIMIT EXCEEDED', 'QUOTA_EXHAUSTED'],
  [403, EXCEEDS, 'BUSY'],
  [403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (1)', 'BUSY'],
  [403, 'PLEASE VALIDATE TOKEN', 'UPSTREAM_AUTHENTICATION'],
  // The text is not recorded, only its subject.
  [403, 'THE API IS DISABLED WHILE THE SERVER BACKUP IS RUNNING', 'MAINTENANCE'],
  [403, 'The API is not available: back-up in progress', 'MAINTENANCE'],
  [403, 'Server under maintenance, try again later', 'MAINTENANCE'],
  [403, 'El API está deshabilitado por mantenimiento', 'MAINTENANCE'],
  [403, 'Copia de seguridad en curso', 'MAINTENANCE'],
  [404, 'Validate dates entered', 'NOT_FOUND'],
  // An empty list is a 404 (seen). Its text is not recorded.
  [404, 'No records were found', 'NOT_FOUND'],
  [404, '0 records were found', 'NOT_FOUND'],
  [404, 'No se encontraron registros', 'NOT_FOUND'],
  [404, 'Campaign_id 4711 does not exist in your operation.', 'NOT_FOUND'],
  [404, 'Campaign_id 0 does not exist in your operation.', 'NOT_FOUND'],
  [404, '0 records has been added, please validate the data', 'REJECTED'],
  [404, UPLOADING, 'CAPACITY_EXCEEDED'],
  [404, TURN_OFF, 'CAPACITY_EXCEEDED'],
  [404, 'The campaign has not been started, please validate the data', 'STATE_CONFLICT'],
  [406, 'Not Acceptable', 'REJECTED'],
  [406, '', 'REJECTED'],
  [405, 'Method Not Allowed', 'REJECTED'],
  [412, 'Precondition Failed', 'REJECTED'],
  [416, 'Range Not Satisfiable', 'REJECTED'],
  [417, 'Expectation Failed', 'REJECTED'],
  [429, 'Too Many Requests', 'BUSY'],
];

describe('outcome rules', () => {
  it.each(OUTCOME_RULES)('match their own example, so no row above shadows them: $id', ({ id, example }) => {
    expect(matchRule(example).id).toBe(id);
  });

  it('have unique ids', () => {
    expect(new Set(OUTCOME_RULES.map(({ id }) => id)).size).toBe(OUTCOME_RULES.length);
  });

  it.each(OUTCOME_RULES)('map their example to their failure: $id', ({ failure, example }) => {
    expect(failureOf(example).code).toBe(failure);
  });
});

describe('outcome rules, refusals', () => {
  it.each(DOCUMENTED)('map %i "%s" to %s', (code, msg, failure) => {
    expect(failureOf(refusal(code, msg))).toEqual(expectedFailure(failure, code, msg));
  });

  it.each(DOCUMENTED)('match %i "%s" in any letter case', (code, msg, failure) => {
    const swapped = Array.from(msg, (char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()));
    for (const spelt of [msg.toLowerCase(), msg.toUpperCase(), swapped.join('')])
      expect(failureOf(refusal(code, spelt))).toEqual(expectedFailure(failure, code, spelt));
  });

  it.each(DOCUMENTED)('match %i "%s" with blanks and other text around it', (code, msg, failure) => {
    const spelt = `  Error: ${msg} (wv0013)  `;
    expect(failureOf(refusal(code, spelt))).toEqual(expectedFailure(failure, code, spelt));
  });

  it.each([
    'Token limit exceeded.',
    '  TOKEN  LIMIT\r\nEXCEEDED!  ',
    '"token limit exceeded"',
    '¡TOKEN-LIMIT-EXCEEDED!',
    'Token limit exceeded (5000), try tomorrow',
  ])('map 403 %j to QUOTA_EXHAUSTED, whatever its case, blanks and punctuation', (msg) => {
    expect(failureOf(refusal(403, msg)).code).toBe('QUOTA_EXHAUSTED');
  });

  it('match the whole message and return it cut', () => {
    const long = 'x'.repeat(900_000);
    expect(matchRule(refusal(404, `${long} turn off a predictive before`)).id).toBe('other-predictives-active');
    expect(failureOf(refusal(406, long))).toMatchObject({ upstreamMessage: `${'x'.repeat(1_999)}…` });
  });

  it.each([
    [403, 'The campaign name token limit exceeded is not allowed'],
    [403, 'Кампания token limit exceeded'],
    [403, 'TOKEN LIMIT EXCEEDEDLY'],
    [400, 'THE SKILL YOU WANT TO CONSULT DOES NOT EXIST'],
    [403, ''],
    [403, 'Forbidden'],
    [403, 'TOKEN LIMIT NOT EXCEEDED'],
    [403, 'THE LIMIT OF REQUESTS IS FINE'],
    [403, 'PLEASE VALIDATE YOUR DATA'],
    [403, 'Your address is not allowed'],
    [404, ''],
    [404, 'Not Found'],
    [404, 'Validate the skill entered'],
    [404, 'The skill 7 does not exist in your operation.'],
    [404, '10 records has been added, please validate the data'],
    [404, 'The campaign has been started'],
    [404, 'You must turn on a predictive'],
    [409, 'A campaign with this name exists'],
    [422, 'Unprocessable'],
  ])('map %i "%s", which is not documented, to REJECTED', (code, msg) => {
    expect(matchRule(refusal(code, msg)).id).toBe('rejected-for-another-reason');
    expect(failureOf(refusal(code, msg))).toEqual({ code: 'REJECTED', upstreamCode: code, upstreamMessage: msg });
  });

  it.each(DOCUMENTED.filter(([code]) => code === 403 || code === 404))(
    'map %i "%s" under the other one of 403 and 404 to REJECTED',
    (code, msg) => {
      const other = code === 403 ? 404 : 403;
      expect(failureOf(refusal(other, msg))).toEqual({ code: 'REJECTED', upstreamCode: other, upstreamMessage: msg });
    },
  );

  it('map 403 and 404 without a known phrase to REJECTED', () => {
    const tokens = ['TOKEN', 'limit', 'Validate', 'the', 'campaign', 'Campaign_id', '0', 'records', 'dates', 'please'];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...tokens, 'exceeded', 'API', 'exist', '(2)', 'licenses'), { maxLength: 12 }).map(join),
    );
    fc.assert(
      fc.property(fc.constantFrom(403, 404), text, (code, msg) => {
        fc.pre(!KNOWN_PHRASES.test(msg));
        const upstreamMessage = msg.replace(/\p{Cc}/gu, ' ');
        expect(failureOf(refusal(code, msg))).toEqual({ code: 'REJECTED', upstreamCode: code, upstreamMessage });
      }),
      { numRuns: 1_000 },
    );
  });

  it('map every refusal except 408 and 499 to a failure without effect', () => {
    const known = fc.constantFrom(...DOCUMENTED.map(([, msg]) => msg));
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 499 }), fc.oneof(known, fc.string()), (code, msg) => {
        const expected = code === 408 || code === 499 ? 'unknown' : 'no';
        expect(FAILURES[failureOf(refusal(code, msg)).code].happened).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('outcome rules, empty lists', () => {
  it.each([
    ...['No records were found', '0 records were found', '0 records found', 'NO RECORDS FOUND.', 'Records not found'],
    ...['No data', 'Data not found', 'No rows', 'No results to show', 'No information available', 'zero records found'],
    ...['There are no campaigns', 'There are no skills in your operation.', 'No campaign was found', 'No skills'],
    ...['There aren’t any campaigns', 'You have no campaigns', 'The operation has no skills', 'The list is empty'],
    ...['Could not find any records', '404: No records', 'Error: no records were found', 'No records found (wv0013)'],
    ...['No records found, please validate the data', '\r\n  No  records\twere found \n'],
    ...['No se encontraron registros', 'No se encontro información', 'No se encontró ningún registro', 'No hay datos'],
    ...['No hay registros', 'No hay campa\u00f1as', 'No hay campan\u0303as', 'No hay campa&ntilde;as en la operación'],
    ...['0 registros encontrados', 'Se encontraron 0 registros', 'Sin registros', 'Registros no encontrados'],
    ...['Ningún registro encontrado', 'No existe ninguna campaña', 'La operación no tiene campañas'],
    ...['La lista está vacía', 'No hay datos para mostrar', 'Información no encontrada'],
  ])('match a 404 with %j', (msg) => {
    expect(matchRule(refusal(404, msg))).toMatchObject({ id: 'empty-list', emptyList: 'list' });
  });

  it.each([
    ...['', 'Not Found', 'NOT FOUND', '404 page not found', 'Page not found', 'Resource not found', 'Nothing found'],
    ...['no route matches', 'no Route matched with those values', 'No service found', 'no healthy upstream'],
    ...['The requested resource was not found', 'The requested URL was not found on this server.'],
    ...['Cannot GET /api/v2/information.php', 'No such file or directory', 'No input file specified.', 'No API found'],
    ...['THE API YOU WANT TO CONSULT DOES NOT EXIST', 'No records endpoint', 'No campaigns route was found'],
    ...['Campaign not found', 'Record not found', 'There is no such campaign', 'Campaña no encontrada'],
    ...['La campaña no existe', 'No existe la campaña', 'No se encontró la página', 'No encontrado'],
    ...['12 records were found', '10 records were found', '200 records not found', 'Not records'],
    ...['0 records has been added, please validate the data', 'There are no records of this token'],
    ...['Campaign_id 4711 does not exist in your operation.', 'A campaign "No records were found" exists'],
  ])('do not match a 404 with %j', (msg) => {
    expect(matchRule(refusal(404, msg)).emptyList).toBeUndefined();
  });

  it.each([400, 401, 403, 406, 410, 422])('do not match code %i', (code) => {
    expect(matchRule(refusal(code, 'No records were found')).emptyList).toBeUndefined();
  });
});

describe('patterns of the outcome rules', () => {
  const patterns = (OUTCOME_RULES as readonly { id: string; text?: RegExp }[]).flatMap(({ id, text }) =>
    text === undefined ? [] : [{ id, text }],
  );

  it.each(patterns)('are linear: $id', ({ text }) => {
    expect(whyNotLinear(text)).toEqual([]);
    // A pattern with one of these flags starts where the previous match ended.
    expect(text.flags).not.toMatch(/[gy]/);
  });

  it.each([
    ['a former pattern', /campaign_id\b.*\bdoes not exist/i],
    ['a gap without a limit', /campaign_id[^]*?gone/],
    ['a gap of many terms', /turn off (?:\w+ )*predictive/],
    ['two gaps', /^no \w* ?\w*x/],
    ['blanks before an end', /\s+$/],
    ['blanks around what may be missing', /^\s*(null)?\s*$/],
    ['digits around a digit', /^\s*[0-9]*[1-9][0-9]*\s*$/],
    ['a loop in a loop', /^(?:\w+\s?)+$/],
    ['an anchor in one alternative only', /(?:^|x)a.*b/],
    ['an anchor of each line', /^[^]*x/m],
  ])('are not linear with %s', (_what, text) => {
    expect(whyNotLinear(text)).not.toEqual([]);
  });

  it.each([/^a.*b/, /"[^"]*"/, /\s+/, /x.{0,100}y/, /\bcode["']?\s*:/, /(?:ab|cd)\s*x/, /x.*/])(
    'are linear if no two starts read the same text: %s',
    (text) => {
      expect(whyNotLinear(text)).toEqual([]);
    },
  );

  it('read the first 1,048,576 characters', () => {
    const phrase = 'turn off a predictive before';
    const before = 1_048_576 - phrase.length;
    expect(matchRule(refusal(404, 'x'.repeat(before) + phrase)).id).toBe('other-predictives-active');
    expect(matchRule(refusal(404, 'x'.repeat(before + 1) + phrase)).id).toBe('rejected-for-another-reason');
  });
});

describe('outcome rules, calls that were not sent', () => {
  it.each([
    ['quota-exhausted', { code: 'QUOTA_EXHAUSTED', resetsAt: NEXT_DAY }],
    ['queue-full', { code: 'BUSY', retryAfterMs: expect.any(Number) }],
    ['queue-timeout', { code: 'BUSY', retryAfterMs: expect.any(Number) }],
  ] as const)('map %s to a failure without effect that can be retried later', (cause, failure) => {
    expect(failureOf({ kind: 'not-sent', cause })).toEqual(failure);
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'no', retry: 'later', exposedAs: 'data' });
  });

  it.each(FAULT_CAUSES)('map an unsent call with cause %s to UNREACHABLE without effect', (cause) => {
    const failure = failureOf({ kind: 'unsent', cause });
    expect(failure).toEqual({ code: 'UNREACHABLE', hint: expect.stringMatching(/\S/) });
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'no', retry: 'later', exposedAs: 'data' });
  });

  it.each(['refused', 'reset', 'timeout'] as const)(
    'mention the allow-list in the hint of an unsent call with cause %s',
    (cause) => {
      expect(failureOf({ kind: 'unsent', cause })).toEqual({
        code: 'UNREACHABLE',
        hint: 'NO_CONNECTION',
      });
      expect(OPERATOR_HINTS.NO_CONNECTION.en).toContain('allow-list');
    },
  );
});

describe('outcome rules, calls with an unknown outcome', () => {
  const lost = FAULT_CAUSES.map((cause): CallFailure => ({ kind: 'lost', cause }));
  const unclear = UNCLEAR_CAUSES.map((cause): CallFailure => ({ kind: 'unclear', cause }));

  it.each([...lost, ...unclear])('map $kind, $cause to OUTCOME_UNKNOWN without a retry', (result) => {
    const failure = failureOf(result);
    expect(failure).toEqual({ code: 'OUTCOME_UNKNOWN' });
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'unknown', retry: 'never', exposedAs: 'data' });
  });

  it('mention the allow-list, because an address that is not on it may receive a reset', () => {
    expect(FAILURES[failureOf({ kind: 'lost', cause: 'reset' }).code].message.en).toContain('allow-list');
  });
});

describe('retryAfterMs and resetsAt', () => {
  it.each(['queue-full', 'queue-timeout'] as const)('are positive after %s', (cause) => {
    expect(failureOf({ kind: 'not-sent', cause })).toMatchObject({ code: 'BUSY' });
    expect(waitOf(failureOf({ kind: 'not-sent', cause }))).toBeGreaterThan(0);
  });

  it.each([
    ['America/Bogota', '2026-11-24T05:00:00Z'],
    ['Europe/Madrid', '2026-11-23T23:00:00Z'],
    ['Asia/Tokyo', '2026-11-24T15:00:00Z'],
  ])('are midnight of %s after a used-up quota', (timeZone, resetsAt) => {
    expect(toFailure(refusal(403, 'TOKEN LIMIT EXCEEDED'), { ...OPERATION, timeZone }, NOW)).toEqual({
      code: 'QUOTA_EXHAUSTED',
      resetsAt: new Date(resetsAt),
    });
  });
});

/** Phrases of the documented texts. Generated texts must not contain them. */
const KNOWN_PHRASES =
  /token limit exceeded|simultaneous requests|validate token|back.{0,2}up|maintenance|mantenimiento|respaldo|copias? de seguridad|validate dates entered|campaign_id[^]*does not exist|0 records has been added|active licenses|turn off a predictive|has not been started|^0 (?:records|campaign)(?: \(2\))?$/i;

/** Returns the whole failure. REJECTED and similar failures contain the message of wolkvox unchanged. */
function expectedFailure(code: Failure['code'], upstreamCode: number, upstreamMessage: string): object {
  switch (code) {
    case 'BUSY':
      return { code, retryAfterMs: expect.any(Number) };
    case 'QUOTA_EXHAUSTED':
      return { code, resetsAt: NEXT_DAY };
    case 'MAINTENANCE':
      return { code, hint: expect.stringMatching(/\S/) };
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      return { code };
    default:
      return { code, upstreamCode, upstreamMessage };
  }
}

function waitOf(failure: Failure): number {
  return failure.code === 'BUSY' ? failure.retryAfterMs : NaN;
}

function join(parts: readonly string[]): string {
  return parts.join(' ');
}
