import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  COUNT,
  countOf,
  NAME,
  on,
  onRead,
  refused,
  sent,
  STOPPED,
  UNKNOWN,
  USUAL_READ,
} from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';
import {
  checkRow,
  CONFIRM,
  CONTACTS,
  IDS,
  idsIn,
  listedWith,
  LOST_AFTER,
  LOST_BEFORE,
  mutationText,
  NOT_CONFIRMED_ROWS,
  refusalRows,
  withContacts,
  type DestructionRow,
} from '../support/destructions.js';
import { requestThatHangsUp } from '../support/hanging-up.js';
import { startProduct, TOKEN } from '../support/product.js';
import { queued } from '../support/queued.js';
import { startUpstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const CLEAR = 'clear_campaign';
const onClear = on(CLEAR);
const success = (message: string, contactCount: number | null = 0) => ({
  __typename: 'ClearCampaignSuccess',
  campaign: { name: NAME, status: 'STOPPED', contactCount },
  message: expect.stringContaining(message),
});
const CLEARED = success('has been cleared successfully');
const FOUND = success('The response from wolkvox was lost');
const SENT = ['campaigns', CLEAR];
/** The count is read at once, and when wolkvox must have finished. */
const READ_TWICE = [...SENT, 'campaigns', 'campaigns'];

const ROWS: readonly DestructionRow[] = [
  { what: 'a stopped campaign with one read and one call', result: CLEARED, calls: SENT, left: [] },
  { what: 'a PREVIEW campaign', campaign: { type: 'preview' }, result: CLEARED, calls: SENT, left: [] },
  {
    what: 'only contacts with a result, and does not claim to know how many are left',
    input: { withResult: 'NO_ANSWER' },
    result: success('has been cleared successfully', null),
    calls: SENT,
    left: ['1003', '1004'],
  },
  {
    what: 'only contacts with a result if wolkvox ignores an unknown one',
    input: { withResult: 'ANSWERED' },
    readings: { unknownResult: 'everything' },
    result: success('has been cleared successfully', null),
    calls: SENT,
    left: ['1001', '1002', '1003'],
  },
  {
    what: 'every contact if the result is null',
    input: { withResult: null },
    result: CLEARED,
    calls: SENT,
    left: [],
  },
  ...(['CONGESTION', 'UNKNOWN', 'FAILED', 'DO_NOT_CALL', 'CHANNEL_UNAVAILABLE'] as const).map(
    (withResult): DestructionRow => ({
      what: `no contact with the result ${withResult}, whose value in wolkvox is not known`,
      input: { withResult },
      result: { __typename: 'WolkvoxInvalidInput', issues: [{ path: ['withResult'], rule: 'SELECTABLE_RESULT' }] },
      calls: [],
    }),
  ),
  {
    what: 'no empty campaign, which is a success',
    behaviours: [onRead({ answer: listedWith({ records: '0' }) })],
    confirm: { contactCount: 0 },
    result: success('The campaign has no contacts. Nothing was sent.'),
    calls: ['campaigns'],
  },
  ...NOT_CONFIRMED_ROWS,
  ...refusalRows(CLEAR),
  {
    what: 'a campaign after wolkvox was busy, and reads it before each retry',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onClear({ preset: 'too-many-requests-at-once', times: 2 })],
    result: CLEARED,
    calls: ['campaigns', CLEAR, 'campaigns', CLEAR, 'campaigns', CLEAR],
    left: [],
  },
  // 404: it may be empty now, and its text is not known.
  ...[refused(404, 'The campaign has no records'), refused(404, 'No records were found')].map(
    (answer): DestructionRow => ({
      what: `a campaign that was emptied meanwhile, which wolkvox refuses with ${JSON.stringify(answer.body)}`,
      behaviours: [USUAL_READ, onClear({ answer, create: true })],
      result: success('wolkvox rejected the request'),
      calls: [...SENT, 'campaigns'],
      left: [],
    }),
  ),
  {
    what: 'nothing if no contact has the result, which is the 404 of wolkvox',
    input: { withResult: 'ABANDONED' },
    result: { __typename: 'WolkvoxRejected', upstreamCode: 404 },
    calls: [...SENT, 'campaigns'],
  },
  {
    what: 'nothing after 404 if the count cannot be read then, and returns the rejection',
    behaviours: [USUAL_READ, onClear({ answer: refused(404, 'No') }), onRead({ preset: 'html' })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: 'No' },
    calls: [...SENT, 'campaigns'],
  },
  {
    what: 'no campaign that was deleted meanwhile',
    behaviours: [USUAL_READ, onClear({ preset: 'unknown-campaign' }), onRead({ preset: 'unknown-campaign' })],
    result: { __typename: 'WolkvoxRejected', code: 'NOT_FOUND' },
    calls: [...SENT, 'campaigns'],
  },
  // Lost responses with the effect.
  ...LOST_AFTER.flatMap(([how, behaviour]): DestructionRow[] => [
    {
      what: `a campaign once if ${how}`,
      behaviours: [onClear(behaviour)],
      result: FOUND,
      calls: [...SENT, 'campaigns'],
      left: [],
    },
    {
      what: `a campaign once if ${how}, and the count lags by one reading`,
      behaviours: [onClear(behaviour)],
      readings: { countLagReads: 1 },
      result: FOUND,
      calls: READ_TWICE,
      left: [],
    },
    {
      what: `a campaign once if ${how}, which is unknown if the count lags longer`,
      behaviours: [onClear(behaviour)],
      readings: { countLagReads: 9 },
      result: UNKNOWN,
      calls: READ_TWICE,
      left: [],
    },
    {
      what: `contacts with a result once if ${how}, which is unknown because others are left`,
      input: { withResult: 'NO_ANSWER' },
      behaviours: [onClear(behaviour)],
      result: UNKNOWN,
      calls: READ_TWICE,
      left: ['1003', '1004'],
    },
  ]),
  {
    what: 'a campaign once if the response was lost and the count was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onClear({ preset: 'lost-answer' })],
    result: FOUND,
    calls: READ_TWICE,
    left: [],
  },
  {
    what: 'nothing a second time if wolkvox did not respond in time, which is unknown',
    variables: { WOLKVOX_TIMEOUT_MS: '1000', WOLKVOX_SLOT_LEASE_MS: '300' },
    behaviours: [onClear({ preset: 'hang' })],
    result: UNKNOWN,
    calls: [...SENT, 'campaigns'],
  },
  // Lost responses without the effect, or with a half: the same count may also be an old one.
  ...LOST_BEFORE.flatMap(([how, behaviour]): DestructionRow[] =>
    [{}, { withResult: 'BUSY' }].map((input) => ({
      what: `nothing a second time if ${how}, which is unknown${'withResult' in input ? ' for a result too' : ''}`,
      input,
      behaviours: [onClear(behaviour)],
      result: UNKNOWN,
      calls: READ_TWICE,
    })),
  ),
  {
    what: 'nothing a second time if only half of the contacts were removed, which is unknown',
    behaviours: [onClear({ breakOff: 'before-answer', create: 'half' })],
    result: UNKNOWN,
    calls: READ_TWICE,
    left: ['1003', '1004'],
  },
  // Doubts.
  ...(
    [
      ['no count can be read', { preset: 'html', times: 'always' }],
      ['the campaign does not exist any more', { preset: 'unknown-campaign', times: 2 }],
      ['the number of contacts is not readable', { answer: listedWith({ records: 'some' }), times: 2 }],
    ] as const
  ).map(([why, behaviour]): DestructionRow => ({
    what: `nothing a second time if the response was lost and ${why}, which is unknown`,
    behaviours: [USUAL_READ, onClear({ preset: 'reset' }), onRead(behaviour)],
    result: UNKNOWN,
    calls: READ_TWICE,
  })),
];

describe('clearCampaign clears', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing((defer, row: DestructionRow) => checkRow(defer, 'ClearCampaign', row)),
  );

  it.concurrent.each([
    ['NO_ANSWER', 'NO-ANSWER'],
    ['ANSWERING_MACHINE', 'ANSWER-MACHINE'],
    ['ABANDONED', 'ABANDON'],
    ['BUSY', 'BUSY'],
    ['ANSWERED', 'ANSWER'],
    [undefined, undefined],
  ])(
    'with DELETE, the type, the number and the result %s as %s, without a body',
    closing(async (defer, withResult: string | undefined, result: string | undefined) => {
      const { simulator, product, number, id } = await withContacts(defer, {}, { type: 'preview' });
      await product.mutate('ClearCampaign', { campaignId: id, confirm: CONFIRM, withResult });
      const [read, clear] = simulator.requests();
      expect(read).toMatchObject({ method: 'GET', query: { api: 'campaigns', campaign: number } });
      expect(clear).toMatchObject({ method: 'DELETE', path: '/api/v2/campaign.php', rawBody: '' });
      expect(clear?.query).toEqual({
        api: CLEAR,
        type_campaign: 'preview',
        campaign_id: number,
        ...(result !== undefined && { result }),
      });
    }),
  );

  it.concurrent(
    'no campaign from a cached list, and later lists show an empty one',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      const list = '{ campaigns { nodes { contactCount } } }';
      await product.query(list);
      await product.mutate('ClearCampaign', { campaignId: id, confirm: CONFIRM });
      expect(sent(simulator)).toEqual(['campaigns', 'campaigns', CLEAR]);
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ contactCount: 0 }] } });
    }),
  );

  it.concurrent(
    'one campaign of a list that the server returns whole, in another spelling of its number',
    closing(async (defer) => {
      const rows = [
        { campaign_id: '12', campaign_name: 'twelve', status: 'Stopped', records: '12', type_campaign: 'preview' },
        { campaign_id: '1', campaign_name: 'one', status: 'Stopped', records: '1', type_campaign: 'predictive' },
      ];
      const upstream = await startUpstream(({ method }) =>
        method === 'GET'
          ? { status: 200, body: { code: '200', error: null, msg: '2 records were found', data: rows } }
          : { status: 202, body: { code: '202', error: null, msg: 'cleared' } },
      );
      defer(() => upstream.close());
      const product = await startProduct(upstream.url);
      defer(() => product.close());
      const { result } = await product.mutate('ClearCampaign', {
        campaignId: 'default:001',
        confirm: { name: 'one', contactCount: 1 },
      });
      expect(result).toMatchObject({ campaign: { id: 'default:1', name: 'one' }, message: 'cleared' });
      const deletes = upstream.seen.filter(({ method }) => method === 'DELETE');
      expect(deletes.map(({ url, body }) => [new URL(url, upstream.url).search, body])).toEqual([
        ['?api=clear_campaign&type_campaign=predictive&campaign_id=1', ''],
      ]);
    }),
  );
});

describe('changes of one campaign', () => {
  it.concurrent(
    'exclude each other: of two clears one is BUSY, and is possible afterwards',
    closing(async (defer) => {
      const { simulator, product, id, number } = await withContacts(defer);
      simulator.behave(onRead({ delayMs: 200 }));
      const input = { campaignId: id, confirm: CONFIRM };
      const both = await Promise.all([
        product.mutate('ClearCampaign', input),
        product.mutate('ClearCampaign', { ...input, campaignId: `default:0${number}` }),
      ]);
      expect(both.map(({ result }) => result?.__typename).sort()).toEqual(['ClearCampaignSuccess', 'WolkvoxBusy']);
      expect(countOf(simulator, CLEAR)).toBe(1);
      const again = await product.mutate('ClearCampaign', { campaignId: id, confirm: { name: NAME, contactCount: 0 } });
      expect(again.result).toMatchObject(success('has no contacts'));
    }),
  );

  it.concurrent(
    'exclude each other: a start is BUSY while a lost clear is not resolved, and a stop is not',
    closing(async (defer) => {
      const { simulator, product, id, number } = await withContacts(defer);
      simulator.behave(onClear({ preset: 'reset' }));
      const clearing = product.mutate('ClearCampaign', { campaignId: id, confirm: CONFIRM });
      await until(() => sent(simulator).length === 3, 'the lost clear was read');
      expect((await product.start({ campaignId: id, confirm: CONFIRM })).data?.startCampaign).toMatchObject({
        __typename: 'WolkvoxBusy',
        code: 'BUSY',
      });
      expect((await product.stop(id)).data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect((await clearing).result).toMatchObject(UNKNOWN);
      expect([countOf(simulator, 'start'), simulator.statusOf(number)]).toEqual([0, 'Stopped']);
      const { data } = await product.start({ campaignId: id, confirm: CONFIRM });
      expect(data?.startCampaign).toMatchObject({ __typename: 'StartCampaignSuccess' });
    }),
  );

  it.concurrent(
    'exclude each other: a clear is BUSY while a start is not resolved',
    closing(async (defer) => {
      const { simulator, product, id, number } = await withContacts(defer);
      simulator.behave({ api: 'start', delayMs: 300 });
      const starting = product.start({ campaignId: id, confirm: CONFIRM });
      await until(() => countOf(simulator, 'start') === 1, 'the start is sent');
      const { result } = await product.mutate('ClearCampaign', { campaignId: id, confirm: CONFIRM });
      expect(result).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
      await starting;
      expect([countOf(simulator, CLEAR), idsIn(simulator, number)]).toEqual([0, IDS]);
    }),
  );
});

describe('a clear', () => {
  it.concurrent(
    'is not sent if its client disconnects while it is queued',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 200 }), { api: 'skills', delayMs: 1_000 }]);
      const { hangUp, ended } = requestThatHangsUp(product, mutationText('clearCampaign', id));
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      // It takes the only slot after the read, so the clear is queued.
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      await until(async () => (await queued(product)) === 1, 'the clear is queued');
      hangUp();
      expect(await ended).toBe('disconnected');
      await reading;
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'clearCampaign', outcome: 'BUSY', campaignId: null }]);
      expect([countOf(simulator, CLEAR), idsIn(simulator, number)]).toEqual([0, IDS]);
    }),
  );

  it.concurrent(
    'that was sent is resolved after its client disconnected, and audited with its campaign and the confirmed number',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer);
      simulator.behave(onClear({ breakOff: 'before-answer', create: true, delayMs: 100 }));
      const { hangUp, ended } = requestThatHangsUp(product, mutationText('clearCampaign', id));
      await until(() => countOf(simulator, CLEAR) === 1, 'the clear has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([
        { mutation: 'clearCampaign', outcome: 'success', campaignId: number, confirmedContacts: CONTACTS.length },
      ]);
      expect(idsIn(simulator, number)).toEqual([]);
      expect(JSON.stringify(product.logs())).not.toContain(NAME);
    }),
  );

  it.concurrent(
    'has messages in the language of the client',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      simulator.behave(onClear({ preset: 'lost-answer' }));
      const es = { 'accept-language': 'es' };
      const run = async (confirm: object) =>
        (await product.mutate('ClearCampaign', { campaignId: id, confirm }, es)).result;
      expect(await run({ ...CONFIRM, name: 'otra' })).toMatchObject({
        message: expect.stringContaining('La campaña no coincide con lo que se confirmó; no se envió nada.'),
      });
      expect(await run(CONFIRM)).toMatchObject({
        message: 'Vaciada: la respuesta se perdió, y la lista de campañas la muestra sin contactos.',
      });
      expect(await run({ ...CONFIRM, contactCount: 0 })).toMatchObject({
        message: 'La campaña no tiene contactos; no se envió nada.',
      });
    }),
  );

  it.concurrent(
    'needs a confirmation and a known result, and nothing is sent without',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      for (const input of [
        { campaignId: id },
        { campaignId: id, confirm: null },
        { campaignId: id, confirm: { name: NAME } },
        { campaignId: id, confirm: { name: NAME, contactCount: String(COUNT) } },
        { campaignId: id, confirm: CONFIRM, withResult: 'NO-ANSWER' },
        { campaignId: id, confirm: CONFIRM, withResult: '' },
      ]) {
        const { errors } = await product.mutate('ClearCampaign', input);
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it('reports what happened or that it is unknown, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100', WOLKVOX_MAX_RETRIES: '1' });
    const anyClear = fc.constantFrom<Behaviour>(
      { delayMs: 0 },
      ...LOST_AFTER.map(([, behaviour]) => behaviour),
      ...LOST_BEFORE.map(([, behaviour]) => behaviour),
      { breakOff: 'mid-headers', create: false },
      { breakOff: 'before-answer', create: 'half' },
      { preset: 'html' },
      { preset: 'too-many-requests-at-once' },
      { preset: 'maintenance' },
      { preset: 'unknown-campaign' },
      { preset: 'invalid-value' },
    );
    const anyRead = fc.constantFrom<Behaviour>(
      { delayMs: 0 },
      { preset: 'html' },
      { preset: 'bad-gateway' },
      { preset: 'no-rows' },
      { preset: 'too-many-requests-at-once' },
      { breakOff: 'before-answer' },
    );
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyClear, { maxLength: 3 }),
          fc.array(anyRead, { maxLength: 5 }),
          fc.nat({ max: 3 }),
          fc.constantFrom(null, 'NO_ANSWER', 'ABANDONED'),
          async (clearing, reading, countLagReads, withResult) => {
            simulator.reset();
            simulator.setReadings({ countLagReads });
            const number = simulator.addCampaign({ ...STOPPED, records: '0' });
            simulator.addContacts(number, CONTACTS);
            behave(simulator, [USUAL_READ, ...clearing.map(onClear), ...reading.map(onRead), onClear({ delayMs: 0 })]);
            const { result, errors } = await product.mutate('ClearCampaign', {
              campaignId: `default:${number}`,
              confirm: CONFIRM,
              withResult,
            });
            expect(errors).toBeUndefined();
            const asked = withResult === null ? [] : withResult === 'NO_ANSWER' ? ['1003', '1004'] : IDS;
            if (result?.__typename === 'ClearCampaignSuccess') expect(idsIn(simulator, number)).toEqual(asked);
            else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(idsIn(simulator, number)).toEqual(IDS);
            expect(countOf(simulator, CLEAR)).toBeLessThanOrEqual(2);
            expect(simulator.mostInFlight()).toBe(1);
          },
        ),
        { numRuns: RUNS },
      );
    } finally {
      await product.close();
      await simulator.close();
    }
  }, 120_000);
});

const RUNS = 40;
