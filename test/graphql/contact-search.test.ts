import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES } from '../../src/domain/failure.js';
import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { startCollector } from '../support/collector.js';
import { closing } from '../support/closing.js';
import { contentOf, makeDataDir } from '../support/data-dir.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

const wrapped = (data: unknown, msg = 'rows'): Scripted => ({
  status: 200,
  body: { code: '200', error: null, msg, data },
});
const refused = (msg: string, status = 404): Scripted => ({
  status,
  body: { code: String(status), error: 'error', msg },
});
const LIST = wrapped(['7', '8'].map((campaign_id) => ({ campaign_id, campaign_name: `c${campaign_id}` })));
const row = (more: object = {}) => ({ campaign_id: '7', customer_id: 'CC-1', tel1: '93001234567', ...more });

let upstream: Upstream;
let product: Product;
/** Response of find_record. */
let found: (query: Readonly<Record<string, string>>) => Scripted;

beforeEach(async () => {
  found = () => wrapped([row()]);
  upstream = await startUpstream(({ url }) => {
    const query = Object.fromEntries(new URL(url, upstream.url).searchParams);
    return query.api === 'find_record' ? found(query) : LIST;
  });
});
afterEach(async () => {
  await product.close();
  await upstream.close();
});

const start = async (variables: Record<string, string | undefined> = {}): Promise<void> => {
  product = await startProduct(upstream.url, variables);
};
const searches = (): string[] =>
  upstream.seen.flatMap(({ method, url }) => (url.includes('find_record') ? [`${method} ${url}`] : []));

const FIND = `query ($id: ID!, $customerId: ID, $phone: String) {
  campaign(id: $id) { contacts(customerId: $customerId, phone: $phone) { customerId phones } } }`;
const find = (query: object, id = 'default:7'): Promise<Answer> => product.query(FIND, { id, ...query });
const contactsIn = ({ data, errors }: Answer): unknown => {
  expect(errors).toBeUndefined();
  return (data as { campaign: { contacts: unknown } }).campaign.contacts;
};
const idsIn = (answer: Answer): string[] =>
  (contactsIn(answer) as { customerId: string }[]).map(({ customerId }) => customerId);

describe('Campaign.contacts', () => {
  it('returns every value that wolkvox stores, by one call with the campaign and the arguments', async () => {
    await start();
    found = () =>
      wrapped([
        {
          ...row({ customer_name: 'Ana', customer_last_name: 'Rojas', id_type: 'CC', age: 42, gender: 'F' }),
          ...{ country: 'Colombia', state: 'Antioquia', city: 'Medellín', zone: '', address: 'Calle 10' },
          ...{ tel2: '', tel3: '96015550101', opt1: 'Saldo', opt3: '120', calls: '2', result: 'ANSWER', conn_id: '9' },
        },
      ]);
    const answer = await product.query(
      `{ campaign(id: "default:7") { contacts(customerId: " CC-1 ", phone: "93001234567") {
        customerId firstName lastName idType age gender country state city zone address phones optionalFields extraPhone } } }`,
    );
    expect(contactsIn(answer)).toEqual([
      {
        ...{ customerId: 'CC-1', firstName: 'Ana', lastName: 'Rojas', idType: 'CC', age: '42', gender: 'F' },
        ...{ country: 'Colombia', state: 'Antioquia', city: 'Medellín', zone: null, address: 'Calle 10' },
        ...{ phones: ['93001234567', '96015550101'], optionalFields: ['Saldo', null, '120'], extraPhone: null },
      },
    ]);
    expect(searches()).toEqual([
      'GET /api/v2/campaign.php?api=find_record&campaign_id=7&customer_id=CC-1&customer_phone=93001234567',
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each<[string, object, object[], string[]]>([
    ['another campaign', { customerId: 'CC-1' }, [row({ campaign_id: '8' }), row({ campaign_id: '70' })], []],
    ['the campaign with zeros', { customerId: 'CC-1' }, [row({ campaign_id: '007' })], ['CC-1']],
    [
      'another id',
      { customerId: 'CC-1' },
      [row({ customer_id: 'CC-12' }), row({ customer_id: 'cc-1' }), row()],
      ['CC-1'],
    ],
    [
      'an id as a number',
      { customerId: '1032' },
      [row({ customer_id: 1032 }), row({ customer_id: '01032' })],
      ['1032'],
    ],
    ['an id between blanks', { customerId: 'CC-1' }, [row({ customer_id: ' CC-1 ' })], [' CC-1 ']],
    ['another phone', { phone: '3001' }, [row({ tel1: '93001' }), row({ tel1: '30011' })], []],
    ['one of ten phones', { phone: '3001' }, [row({ tel1: '1', tel10: 3001 })], ['CC-1']],
    ['the extra phone', { phone: '3001' }, [row({ tel_extra: ' 3001 ' })], ['CC-1']],
    ['either argument', { customerId: 'CC-1', phone: '3001' }, [row(), row({ customer_id: 'CC-2', tel1: '3001' })], []],
    ['a contact that is there twice', { customerId: 'CC-1' }, [row(), row({ tel1: '5' })], ['CC-1', 'CC-1']],
  ])(
    'keeps the rows of the campaign that have all arguments, if wolkvox returns %s',
    async (_name, query, rows, ids) => {
      await start();
      found = () => wrapped(rows);
      expect(idsIn(await find(query))).toEqual(ids);
      expect(searches()).toHaveLength(1);
    },
  );

  it.each<[string, Scripted]>([
    ['no rows', wrapped([])],
    ['no data', wrapped(null)],
    ['a 404 of an empty list', refused('No records were found')],
    ['a 404 of an empty report', refused('Validate dates entered')],
    ['a 404 with another text', refused('The contact is unknown')],
    ['a 404 in HTTP 200', { ...refused('The contact is unknown'), status: 200 }],
  ])('is empty for %s', async (_name, answer) => {
    await start();
    found = () => answer;
    expect(contactsIn(await find({ phone: '3001' }))).toEqual([]);
    expect(searches()).toHaveLength(1);
  });

  it.each<[string, Scripted, string]>([
    ['a refusal', refused('CC-1 is invalid', 400), 'REJECTED'],
    ['a campaign that does not exist', refused('Campaign_id 7 does not exist in your operation.'), 'NOT_FOUND'],
    ['a page of a proxy', { status: 404, body: '<html>CC-1</html>' }, 'UNREACHABLE'],
    ['half a body', { status: 200, body: '{"code":"200","error":null,"data":[{"customer_id":"CC-1"' }, 'UNREACHABLE'],
    ['rows without a campaign', wrapped([{ customer_id: 'CC-1' }]), 'UNREACHABLE'],
    ['other rows beside one that is not readable', wrapped([row({ customer_id: 'CC-2' }), 'text']), 'UNREACHABLE'],
    ['fewer rows than it counts', wrapped([row({ customer_id: 'CC-2' })], '2 records were found'), 'UNREACHABLE'],
    ['a refusal with the contact', { status: 404, body: { code: '404', msg: 'none', data: [row()] } }, 'UNREACHABLE'],
  ])('fails for %s, without the contact in the error', async (_name, answer, code) => {
    await start();
    found = () => answer;
    const { data, errors, text } = await find({ customerId: 'CC-1' });
    expect(data).toEqual({ campaign: null });
    expect(errors).toMatchObject([{ path: ['campaign', 'contacts'], extensions: { code } }]);
    expect(text).not.toContain('CC-1');
  });

  it('returns the readable rows beside others, which are logged once without their values', async () => {
    await start();
    found = () => wrapped([row(), 'text', { customer_id: 'CC-1' }, row({ city: { a: 1 } })]);
    expect(idsIn(await find({ customerId: 'CC-1' }))).toEqual(['CC-1', 'CC-1']);
    await find({ customerId: 'CC-1' });
    const warnings = product.logs().filter(({ api }) => api === 'find_record');
    expect(warnings.map(({ column }) => column).sort()).toEqual(['city', 'row']);
  });

  it.each<[object, string]>([
    [{}, 'contacts needs customerId or phone, or both.'],
    [{ customerId: null, phone: null }, 'contacts needs customerId or phone, or both.'],
    [{ customerId: ' \u200b' }, 'customerId must contain at least one visible character.'],
    [{ phone: '' }, 'phone must contain at least one visible character.'],
    [
      { customerId: '5', phone: '3\n001' },
      'phone must not contain control characters such as line breaks, tabs or NUL.',
    ],
    [{ customerId: 'canary'.repeat(43) }, 'customerId must have at most 255 characters.'],
    [{ phone: '3'.repeat(51) }, 'phone must have at most 50 characters.'],
    [{ phone: '3\ud800' }, 'phone must be well-formed Unicode, without unpaired surrogates.'],
  ])('rejects %j before anything is sent to find it', async (query, message) => {
    await start();
    const { errors, text } = await find(query);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(text).not.toContain('canary');
    expect(searches()).toEqual([]);
    const spanish = await product.query(FIND, { id: 'default:7', ...query }, { 'accept-language': 'es' });
    expect(spanish.errors?.[0]?.message).not.toBe(message);
  });

  it('makes one call for the same arguments in a request, and one for each campaign and for other arguments', async () => {
    await start();
    found = ({ campaign_id, customer_id = 'CC-9', customer_phone = '1' }) =>
      wrapped([row({ campaign_id, customer_id, tel1: customer_phone })]);
    const { data, errors } = await product.query(`{
      campaigns(first: 2) { nodes { a: contacts(customerId: "CC-1") { customerId } b: contacts(customerId: " CC-1") { customerId } } }
      campaign(id: "default:7") { contacts(customerId: "CC-1") { customerId } c: contacts(phone: "5") { phones } }
    }`);
    expect(errors).toBeUndefined();
    const one = [{ customerId: 'CC-1' }];
    expect(data).toEqual({
      campaigns: {
        nodes: [
          { a: one, b: one },
          { a: one, b: one },
        ],
      },
      campaign: { contacts: one, c: [{ phones: ['5'] }] },
    });
    expect(searches().sort()).toEqual([
      'GET /api/v2/campaign.php?api=find_record&campaign_id=7&customer_id=CC-1',
      'GET /api/v2/campaign.php?api=find_record&campaign_id=7&customer_phone=5',
      'GET /api/v2/campaign.php?api=find_record&campaign_id=8&customer_id=CC-1',
    ]);
  });

  it('costs a call for each campaign of a page, so a page of 100 is rejected before anything is sent', async () => {
    await start();
    const { errors } = await product.query('{ campaigns(first: 100) { nodes { contacts(phone: "5") { age } } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'upstreamCalls' } }]);
    expect(errors?.[0]?.message).toContain('`contacts` needs a call for each campaign. Request fewer campaigns.');
    expect(upstream.seen).toEqual([]);
  });

  it('rejects more than 100 matching contacts, because a part of them would mislead', async () => {
    await start();
    found = () => wrapped(Array.from({ length: 101 }, () => row()));
    expect((await find({ customerId: 'CC-1' })).errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', limit: 'contacts', allowed: 100 } },
    ]);
  });
});

describe.each(['and', 'or'] as const)(
  'contacts of the simulator, whose parameters are combined with %s',
  (findRules) => {
    it(
      'are found by id, by phone and by both',
      closing(async (defer) => {
        const simulator = await startSimulator({ token: TOKEN });
        defer(() => simulator.close());
        const ids = ['one', 'two'].map((name) => {
          const id = simulator.addCampaign({ name, type: 'predictive' });
          const people = ['CC-1', 'CC-2'].map((customer_id, i) => ({
            customer_id,
            tel1: `9300${i}`,
            tel2: '96015550101',
          }));
          simulator.addContacts(id, people);
          return id;
        });
        simulator.setReadings({ findRules });
        product = await startProduct(simulator.url);
        const id = `default:${ids[0] ?? ''}`;
        expect(contactsIn(await find({ customerId: 'CC-2' }, id))).toEqual([
          { customerId: 'CC-2', phones: ['93001', '96015550101'] },
        ]);
        expect(idsIn(await find({ phone: '96015550101' }, id))).toEqual(['CC-1', 'CC-2']);
        expect(idsIn(await find({ customerId: 'CC-1', phone: '93001' }, id))).toEqual([]);
        expect(idsIn(await find({ customerId: 'CC-3' }, id))).toEqual([]);
      }),
    );
  },
);

it('for any rows of wolkvox, only contacts of the campaign with the arguments are returned, or a known failure', async () => {
  await start({ LOG_LEVEL: 'silent' });
  const value = fc.oneof(
    fc.constantFrom<unknown>('7', 7, '07', '8', 'CC-1', ' CC-1', 'CC-2', '3001', 3001, '', null, true, '<b>', {}, []),
    fc.string(),
  );
  const anyRow = fc.dictionary(
    fc.constantFrom('campaign_id', 'customer_id', 'tel1', 'tel9', 'tel_extra', 'city'),
    value,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anyRow, value), { maxLength: 6 }), async (rows) => {
      found = () => wrapped(rows);
      const { data, errors = [] } = await find({ customerId: 'CC-1', phone: '3001' });
      for (const { extensions } of errors) expect(Object.keys(FAILURES)).toContain(extensions.code);
      const campaign = data?.campaign as { contacts: { customerId: string; phones: string[] }[] } | null;
      const shown = campaign?.contacts ?? [];
      const expected = rows.filter((one) => {
        if (typeof one !== 'object' || one === null || Array.isArray(one)) return false;
        const { campaign_id, customer_id, tel1, tel9, tel_extra } = one as Record<string, unknown>;
        const isPhone = [tel1, tel9, tel_extra].some((phone) => phone === '3001' || phone === 3001);
        return (
          ['7', 7, '07'].includes(campaign_id as string) && ['CC-1', ' CC-1'].includes(customer_id as string) && isPhone
        );
      });
      expect(shown).toHaveLength(expected.length);
    }),
    { numRuns: 150 },
  );
}, 60_000);

it(
  'no value of the search is in a log line, a metric, a trace, a file or an error',
  closing(async (defer) => {
    const folder = makeDataDir(defer);
    const collector = await startCollector();
    defer(() => collector.close());
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, DATA_DIR: folder, LOG_LEVEL: 'debug' });
    const secret = { customerId: 'Canario7-id', phone: '930099988877' };
    const echo = JSON.stringify(secret);
    const answers: Scripted[] = [
      wrapped([row({ customer_id: secret.customerId, tel1: secret.phone })], echo),
      ...[400, 403, 404, 500].map((status) => refused(echo, status)),
      { status: 200, body: `<html>${echo}</html>` },
    ];
    const errors: unknown[] = [];
    for (const answer of answers) {
      found = () => answer;
      errors.push((await find(secret)).errors);
    }
    errors.push((await find({ ...secret, phone: `${secret.phone}\n` })).errors);
    const metrics = await (await fetch(product.metricsUrl)).text();
    await product.close();
    const texts = [errors, metrics, product.logs(), collector.requests].map((part) => JSON.stringify(part));
    for (const text of [...texts, contentOf(folder)]) expect(text).not.toMatch(/canario7|930099988877/i);
    expect(searches()).toHaveLength(answers.length);
    expect(collector.spans.length).toBeGreaterThan(answers.length);
  }),
);
