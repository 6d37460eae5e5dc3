import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES, HINTS, type Failure } from '../../src/domain/failure.js';
import type { Operation } from '../../src/domain/operation.js';
import { answerRow, ANSWERS, failureOf, type Mishap } from '../../src/wolkvox/answers.js';
import { UNCLEAR_CAUSES } from '../../src/wolkvox/envelope.js';
import { whyNotLinear } from '../../lint/linear-regexp.js';
import { FAULT_CAUSES } from '../../src/wolkvox/http.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const NOW = new Date('2026-11-23T17:00:00Z');
const NEXT_DAY = new Date('2026-11-24T05:00:00Z');

const meaning = (mishap: Mishap): Failure => failureOf(mishap, OPERATION, NOW);
const refusal = (code: number, msg: string): Mishap => ({ kind: 'refusal', code, msg });

const EXCEEDS = 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)';
const UPLOADING =
  'You are uploading (12000) records to the system. According to quantity active licenses, You can upload 10000 records. Try again.';
const TURN_OFF = 'You must turn off a predictive before starting this one, you currently have 12 active predictives';

/** The response codes as /docs of the vendor and public records tell them: code, msg, what it means to a caller. */
const DOCUMENTED: readonly (readonly [number, string, Failure['code']])[] = [
  [400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST', 'UPSTREAM_CONTRACT'],
  [400, 'SOME PARAMETERS ARE REQUIRED', 'REJECTED'],
  [401, 'PLEASE ENTER THE WOLKVOX-TOKEN', 'UPSTREAM_AUTHENTICATION'],
  [403, 'TOKEN LIMIT EXCEEDED', 'QUOTA_EXHAUSTED'],
  [403, EXCEEDS, 'BUSY'],
  [403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (1)', 'BUSY'],
  [403, 'PLEASE VALIDATE TOKEN', 'UPSTREAM_AUTHENTICATION'],
  // Its text is not known, only what it is about.
  [403, 'THE API IS DISABLED WHILE THE SERVER BACKUP IS RUNNING', 'MAINTENANCE'],
  [403, 'The API is not available: back-up in progress', 'MAINTENANCE'],
  [403, 'Server under maintenance, try again later', 'MAINTENANCE'],
  [403, 'El API está deshabilitado por mantenimiento', 'MAINTENANCE'],
  [403, 'Copia de seguridad en curso', 'MAINTENANCE'],
  [404, 'Validate dates entered', 'NOT_FOUND'],
  // That an empty list is a 404 was seen; its text was not.
  [404, 'No records were found', 'NOT_FOUND'],
  [404, '0 records were found', 'NOT_FOUND'],
  [404, 'No se encontraron registros', 'NOT_FOUND'],
  [404, 'Campaign_id 4711 does not exist in your operation.', 'NOT_FOUND'],
  [404, 'Campaign_id 0 does not exist in your operation.', 'NOT_FOUND'],
  [404, '0 records has been added, please validate the data', 'REJECTED'],
  [404, UPLOADING, 'CAPACITY_EXCEEDED'],
  [404, TURN_OFF, 'STATE_CONFLICT'],
  [404, 'The campaign has not been started, please validate the data', 'STATE_CONFLICT'],
  [406, 'Not Acceptable', 'REJECTED'],
  [406, '', 'REJECTED'],
  [405, 'Method Not Allowed', 'REJECTED'],
  [412, 'Precondition Failed', 'REJECTED'],
  [416, 'Range Not Satisfiable', 'REJECTED'],
  [417, 'Expectation Failed', 'REJECTED'],
  [429, 'Too Many Requests', 'BUSY'],
];

describe('the table of answers', () => {
  it.each(ANSWERS)('$id: its own example finds it, so no row above shadows it', ({ id, example }) => {
    expect(answerRow(example).id).toBe(id);
  });

  it('gives each row a name of its own', () => {
    expect(new Set(ANSWERS.map(({ id }) => id)).size).toBe(ANSWERS.length);
  });

  it.each(ANSWERS)('$id: its example means what the row says', ({ failure, example }) => {
    expect(meaning(example).code).toBe(failure);
  });
});

describe('a refusal of wolkvox', () => {
  it.each(DOCUMENTED)('%i "%s" is told as %s', (code, msg, failure) => {
    expect(meaning(refusal(code, msg))).toEqual(asTold(failure, code, msg));
  });

  it.each(DOCUMENTED)('%i "%s" means the same in any letter case', (code, msg, failure) => {
    const swapped = Array.from(msg, (char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()));
    for (const spelt of [msg.toLowerCase(), msg.toUpperCase(), swapped.join('')])
      expect(meaning(refusal(code, spelt))).toEqual(asTold(failure, code, spelt));
  });

  it.each(DOCUMENTED)('%i "%s" is understood with blanks and more words around it', (code, msg, failure) => {
    const spelt = `  Error: ${msg} (wv0013)  `;
    expect(meaning(refusal(code, spelt))).toEqual(asTold(failure, code, spelt));
  });

  it.each([
    'Token limit exceeded.',
    '  TOKEN  LIMIT\r\nEXCEEDED!  ',
    '"token limit exceeded"',
    '¡TOKEN-LIMIT-EXCEEDED!',
    'Token limit exceeded (5000), try tomorrow',
  ])('403 %j is the quota, whatever its case, blanks and punctuation', (msg) => {
    expect(meaning(refusal(403, msg)).code).toBe('QUOTA_EXHAUSTED');
  });

  it('is matched whole, and passed on cut', () => {
    const long = 'x'.repeat(900_000);
    expect(answerRow(refusal(404, `${long} turn off a predictive before`)).id).toBe('other-predictives-active');
    expect(meaning(refusal(406, long))).toMatchObject({ upstreamMessage: `${'x'.repeat(1_999)}…` });
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
  ])('%i "%s", which nobody has documented, is a plain refusal', (code, msg) => {
    expect(answerRow(refusal(code, msg)).id).toBe('refused-for-another-reason');
    expect(meaning(refusal(code, msg))).toEqual({ code: 'REJECTED', upstreamCode: code, upstreamMessage: msg });
  });

  it.each(DOCUMENTED.filter(([code]) => code === 403 || code === 404))(
    '%i "%s" under the other of the two overloaded codes is a plain refusal',
    (code, msg) => {
      const other = code === 403 ? 404 : 403;
      expect(meaning(refusal(other, msg))).toEqual({ code: 'REJECTED', upstreamCode: other, upstreamMessage: msg });
    },
  );

  it('with 403 or 404 and none of the known phrases is a plain refusal, whatever its words', () => {
    const words = ['TOKEN', 'limit', 'Validate', 'the', 'campaign', 'Campaign_id', '0', 'records', 'dates', 'please'];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...words, 'exceeded', 'API', 'exist', '(2)', 'licenses'), { maxLength: 12 }).map(join),
    );
    fc.assert(
      fc.property(fc.constantFrom(403, 404), text, (code, msg) => {
        fc.pre(!KNOWN_PHRASES.test(msg));
        const upstreamMessage = msg.replace(/\p{Cc}/gu, ' ');
        expect(meaning(refusal(code, msg))).toEqual({ code: 'REJECTED', upstreamCode: code, upstreamMessage });
      }),
      { numRuns: 1_000 },
    );
  });

  it('of any code and text says that nothing happened, but for those that tell of a time-out on the way', () => {
    const known = fc.constantFrom(...DOCUMENTED.map(([, msg]) => msg));
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 499 }), fc.oneof(known, fc.string()), (code, msg) => {
        const expected = code === 408 || code === 499 ? 'unknown' : 'no';
        expect(FAILURES[meaning(refusal(code, msg)).code].happened).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an empty list', () => {
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
  ])('is what a 404 says with %j', (msg) => {
    expect(answerRow(refusal(404, msg))).toMatchObject({ id: 'empty-list', emptyList: 'list' });
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
  ])('is not what a 404 says with %j', (msg) => {
    expect(answerRow(refusal(404, msg)).emptyList).toBeUndefined();
  });

  it.each([400, 401, 403, 406, 410, 422])('is a 404, never a %i', (code) => {
    expect(answerRow(refusal(code, 'No records were found')).emptyList).toBeUndefined();
  });
});

describe('a pattern of the table', () => {
  const patterns = (ANSWERS as readonly { id: string; text?: RegExp }[]).flatMap(({ id, text }) =>
    text === undefined ? [] : [{ id, text }],
  );

  it.each(patterns)('is linear: $id', ({ text }) => {
    expect(whyNotLinear(text)).toEqual([]);
    // A pattern with one of these keeps its place from text to text.
    expect(text.flags).not.toMatch(/[gy]/);
  });

  it.each([
    ['the one that was here', /campaign_id\b.*\bdoes not exist/i],
    ['a gap without bound', /campaign_id[^]*?gone/],
    ['a gap of words', /turn off (?:\w+ )*predictive/],
    ['two gaps', /^no \w* ?\w*x/],
    ['blanks before an end', /\s+$/],
    ['blanks around what may be missing', /^\s*(null)?\s*$/],
    ['digits around a digit', /^\s*[0-9]*[1-9][0-9]*\s*$/],
    ['a loop in a loop', /^(?:\w+\s?)+$/],
    ['an anchor in one alternative only', /(?:^|x)a.*b/],
    ['an anchor of each line', /^[^]*x/m],
  ])('is not linear with %s', (_what, text) => {
    expect(whyNotLinear(text)).not.toEqual([]);
  });

  it.each([/^a.*b/, /"[^"]*"/, /\s+/, /x.{0,100}y/, /\bcode["']?\s*:/, /(?:ab|cd)\s*x/, /x.*/])(
    'is linear if no start runs over what another has run over: %s',
    (text) => {
      expect(whyNotLinear(text)).toEqual([]);
    },
  );

  it('is tried on the first 1,048,576 characters', () => {
    const words = 'turn off a predictive before';
    const before = 1_048_576 - words.length;
    expect(answerRow(refusal(404, 'x'.repeat(before) + words)).id).toBe('other-predictives-active');
    expect(answerRow(refusal(404, 'x'.repeat(before + 1) + words)).id).toBe('refused-for-another-reason');
  });
});

describe('a call that did not leave', () => {
  it.each([
    ['quota', { code: 'QUOTA_EXHAUSTED', resetsAt: NEXT_DAY }],
    ['queue-full', { code: 'BUSY', retryAfterMs: expect.any(Number) }],
    ['queue-timeout', { code: 'BUSY', retryAfterMs: expect.any(Number) }],
  ] as const)('because of %s may be repeated later: nothing happened', (cause, failure) => {
    expect(meaning({ kind: 'held', cause })).toEqual(failure);
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'no', repeat: 'later', shownAs: 'data' });
  });

  it.each(FAULT_CAUSES)('because of %s is UNREACHABLE: nothing happened', (cause) => {
    const failure = meaning({ kind: 'unsent', cause });
    expect(failure).toEqual({ code: 'UNREACHABLE', hint: expect.stringMatching(/\S/) });
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'no', repeat: 'later', shownAs: 'data' });
  });

  it.each(['refused', 'reset', 'timeout'] as const)('because of %s names the allow-list, a usual cause', (cause) => {
    expect(meaning({ kind: 'unsent', cause })).toEqual({
      code: 'UNREACHABLE',
      hint: 'NO_CONNECTION',
    });
    expect(HINTS.NO_CONNECTION.en).toContain('allow-list');
  });
});

describe('a call whose outcome nobody knows', () => {
  const lost = FAULT_CAUSES.map((cause): Mishap => ({ kind: 'lost', cause }));
  const unclear = UNCLEAR_CAUSES.map((cause): Mishap => ({ kind: 'unclear', cause }));

  it.each([...lost, ...unclear])('$kind, $cause, is OUTCOME_UNKNOWN and not to be repeated', (mishap) => {
    const failure = meaning(mishap);
    expect(failure).toEqual({ code: 'OUTCOME_UNKNOWN', candidates: [] });
    expect(FAILURES[failure.code]).toMatchObject({ happened: 'unknown', repeat: 'never', shownAs: 'data' });
  });

  it('names the allow-list, since a reset is what an address sees that is not on it', () => {
    expect(FAILURES[meaning({ kind: 'lost', cause: 'reset' }).code].message.en).toContain('allow-list');
  });
});

describe('the time a caller is told to wait', () => {
  it.each(['queue-full', 'queue-timeout'] as const)('after %s is more than none', (cause) => {
    expect(meaning({ kind: 'held', cause })).toMatchObject({ code: 'BUSY' });
    expect(waitOf(meaning({ kind: 'held', cause }))).toBeGreaterThan(0);
  });

  it.each([
    ['America/Bogota', '2026-11-24T05:00:00Z'],
    ['Europe/Madrid', '2026-11-23T23:00:00Z'],
    ['Asia/Tokyo', '2026-11-24T15:00:00Z'],
  ])('for new calls of the day ends at midnight of %s', (timeZone, resetsAt) => {
    expect(failureOf(refusal(403, 'TOKEN LIMIT EXCEEDED'), { ...OPERATION, timeZone }, NOW)).toEqual({
      code: 'QUOTA_EXHAUSTED',
      resetsAt: new Date(resetsAt),
    });
  });
});

/** What the documented texts are recognised by, for the texts that are none. */
const KNOWN_PHRASES =
  /token limit exceeded|simultaneous requests|validate token|back.{0,2}up|maintenance|mantenimiento|respaldo|copias? de seguridad|validate dates entered|campaign_id[^]*does not exist|0 records has been added|active licenses|turn off a predictive|has not been started|^0 (?:records|campaign)(?: \(2\))?$/i;

/** The whole failure: a reader of a plain refusal is given wolkvox's own words, unchanged. */
function asTold(code: Failure['code'], upstreamCode: number, upstreamMessage: string): object {
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

function join(words: readonly string[]): string {
  return words.join(' ');
}
