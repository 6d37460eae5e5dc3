import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  countOf,
  NAME,
  NOT_CHANGED,
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
import { until } from '../support/until.js';

const DELETE = 'delete_campaign';
const onDelete = on(DELETE);
const success = (message: string) => ({
  __typename: 'DeleteCampaignSuccess',
  id: 'default:5801',
  message: expect.stringContaining(message),
});
const DELETED = success('1 campaigns deleted successfully. 0 operations failed.');
const FOUND = success('The response from wolkvox was lost or unclear');
const REJECTED_DELETED = success('wolkvox rejected the request');
const SENT = ['campaigns', DELETE];
const READ_ONCE = [...SENT, 'campaigns'];
/** The campaign is read at once, and when wolkvox must have finished. */
const READ_TWICE = [...READ_ONCE, 'campaigns'];

const answer = (msg: string, code = 200) => ({ status: code, body: { code: String(code), error: null, msg } });
const ONE_FAILED = '0 campaigns deleted successfully. 1 operations failed.';

const ROWS: readonly DestructionRow[] = [
  { what: 'a stopped campaign with one read and one call', result: DELETED, calls: SENT, left: null },
  { what: 'a PREVIEW campaign', campaign: { type: 'preview' }, result: DELETED, calls: SENT, left: null },
  ...NOT_CONFIRMED_ROWS,
  ...refusalRows(DELETE),
  {
    what: 'a campaign after wolkvox was busy, and reads it before each retry',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onDelete({ preset: 'too-many-requests-at-once', times: 2 })],
    result: DELETED,
    calls: ['campaigns', DELETE, 'campaigns', DELETE, 'campaigns', DELETE],
    left: null,
  },
  // Failures inside a success, and 404.
  {
    what: 'no campaign if wolkvox reports the failure inside 200, and returns its message',
    behaviours: [onDelete({ answer: answer(ONE_FAILED) })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamCode: 200, upstreamMessage: ONE_FAILED },
    calls: READ_ONCE,
  },
  {
    what: 'no campaign if wolkvox reports the failure as 404, and returns its message',
    behaviours: [onDelete({ answer: refused(404, ONE_FAILED) })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamCode: 404, upstreamMessage: ONE_FAILED },
    calls: READ_ONCE,
  },
  ...[answer(ONE_FAILED), refused(404, ONE_FAILED), refused(404, 'Campaign_id 5801 does not exist')].map(
    (response): DestructionRow => ({
      what: `a campaign that was deleted meanwhile, after ${JSON.stringify(response)}`,
      behaviours: [onDelete({ answer: response, create: true })],
      result: REJECTED_DELETED,
      calls: READ_ONCE,
      left: null,
    }),
  ),
  {
    what: 'no campaign if wolkvox reports the failure inside 200, which is unknown if the list cannot be read then',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onDelete({ answer: answer(ONE_FAILED) })],
    result: UNKNOWN,
    calls: READ_ONCE,
  },
  {
    what: 'no campaign after 404 if the list cannot be read then, and returns the rejection',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onDelete({ answer: refused(404, ONE_FAILED) })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamCode: 404 },
    calls: READ_ONCE,
  },
  // Successes whose counts do not fit one campaign.
  ...[
    'Campaign deleted',
    '2 campaigns deleted successfully. 0 operations failed.',
    '',
    `1${ONE_FAILED.slice(1)}`,
  ].flatMap((msg): DestructionRow[] => [
    {
      what: `a campaign that the list lacks after ${JSON.stringify(msg)}`,
      behaviours: [onDelete({ answer: answer(msg, 202), create: true })],
      result: FOUND,
      calls: READ_ONCE,
      left: null,
    },
    {
      what: `no campaign that the list has after ${JSON.stringify(msg)}, which is unknown`,
      behaviours: [onDelete({ answer: answer(msg) })],
      result: UNKNOWN,
      calls: READ_ONCE,
    },
  ]),
  // Lost responses.
  ...LOST_AFTER.map(([how, behaviour]): DestructionRow => ({
    what: `a campaign once if ${how}`,
    behaviours: [onDelete(behaviour)],
    result: FOUND,
    calls: READ_ONCE,
    left: null,
  })),
  {
    what: 'a campaign once if the response was lost and the list was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onDelete({ preset: 'lost-answer' })],
    result: FOUND,
    calls: READ_TWICE,
    left: null,
  },
  ...LOST_BEFORE.map(([how, behaviour]): DestructionRow => ({
    what: `no campaign a second time if ${how}, and reports that nothing was changed`,
    behaviours: [onDelete(behaviour)],
    result: NOT_CHANGED,
    calls: READ_TWICE,
  })),
  {
    what: 'no campaign a second time if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000', WOLKVOX_SLOT_LEASE_MS: '300' },
    behaviours: [onDelete({ preset: 'hang' })],
    result: NOT_CHANGED,
    calls: READ_ONCE,
  },
  // Doubts.
  {
    what: 'no campaign a second time if the response was a success that cannot be read, and the list has it',
    behaviours: [onDelete({ answer: { status: 202, body: '<html>' } })],
    result: UNKNOWN,
    calls: READ_TWICE,
  },
  ...(
    [
      ['the list cannot be read', { preset: 'html', times: 'always' }],
      ['the list may lack rows', { preset: 'no-rows', times: 'always' }],
      ['it has another name', { answer: listedWith({ campaign_name: 'otra' }), times: 2 }],
      ['it has fewer contacts', { answer: listedWith({ records: '2' }), times: 2 }],
      ['its number of contacts is not readable', { answer: listedWith({ records: 'some' }), times: 2 }],
    ] as const
  ).map(([why, behaviour]): DestructionRow => ({
    what: `no campaign a second time if the response was lost and ${why}, which is unknown`,
    behaviours: [USUAL_READ, onDelete({ preset: 'reset' }), onRead(behaviour)],
    result: UNKNOWN,
    calls: READ_TWICE,
  })),
];

describe('deleteCampaign deletes', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing((defer, row: DestructionRow) => checkRow(defer, 'DeleteCampaign', row)),
  );

  it.concurrent(
    'with DELETE, the type and a body with the number',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer);
      await product.mutate('DeleteCampaign', { campaignId: id, confirm: CONFIRM });
      const [read, call] = simulator.requests();
      expect(read).toMatchObject({ method: 'GET', query: { api: 'campaigns', campaign: number } });
      expect(call).toMatchObject({
        method: 'DELETE',
        path: '/api/v2/campaign.php',
        rawBody: JSON.stringify({ campaign_ids: [number] }),
      });
      expect(call?.query).toEqual({ api: DELETE, type_campaign: 'predictive' });
    }),
  );

  it.concurrent(
    'a campaign that no later read shows, also one that was created here',
    closing(async (defer) => {
      const simulator = await startSimulator({ token: TOKEN });
      defer(() => simulator.close());
      const product = await startProduct(simulator.url);
      defer(() => product.close());
      const { data } = await product.create({ type: 'PREVIEW', name: NAME, skillId: '4021' });
      const created = data?.createCampaign;
      if (created?.__typename !== 'CreateCampaignSuccess') throw new Error('not created');
      const { id } = created.campaign;
      const { result } = await product.mutate('DeleteCampaign', {
        campaignId: id,
        confirm: { name: NAME, contactCount: 0 },
      });
      expect(result).toMatchObject({ __typename: 'DeleteCampaignSuccess', id });
      const reads = await product.query(`{ campaigns { totalCount } campaign(id: "${id}") { name } }`);
      expect(reads.data).toEqual({ campaigns: { totalCount: 0 }, campaign: null });
    }),
  );
});

describe('a deletion', () => {
  it.concurrent(
    'excludes another one and a start, and of two at once one is BUSY',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      simulator.behave(onDelete({ delayMs: 300 }));
      const input = { campaignId: id, confirm: CONFIRM };
      const deleting = product.mutate('DeleteCampaign', input);
      await until(() => countOf(simulator, DELETE) === 1, 'the deletion is sent');
      const busy = { __typename: 'WolkvoxBusy', code: 'BUSY' };
      expect((await product.mutate('DeleteCampaign', input)).result).toMatchObject(busy);
      expect((await product.mutate('ClearCampaign', input)).result).toMatchObject(busy);
      expect((await product.start(input)).data?.startCampaign).toMatchObject(busy);
      expect((await deleting).result).toMatchObject(DELETED);
      expect(sent(simulator)).toEqual(SENT);
      expect((await product.start(input)).data?.startCampaign).toMatchObject({ code: 'NOT_FOUND' });
    }),
  );

  it.concurrent(
    'is not sent if its client disconnects while it is queued',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 200 }), { api: 'skills', delayMs: 1_000 }]);
      const { hangUp, ended } = requestThatHangsUp(product, mutationText('deleteCampaign', id));
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      await until(async () => (await queued(product)) === 1, 'the deletion is queued');
      hangUp();
      expect(await ended).toBe('disconnected');
      await reading;
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'deleteCampaign', outcome: 'BUSY', campaignId: null }]);
      expect([countOf(simulator, DELETE), idsIn(simulator, number)]).toEqual([0, IDS]);
    }),
  );

  it.concurrent(
    'that was sent is resolved after its client disconnected, and audited with its campaign and the confirmed number',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer);
      simulator.behave(onDelete({ breakOff: 'before-answer', create: true, delayMs: 100 }));
      const { hangUp, ended } = requestThatHangsUp(product, mutationText('deleteCampaign', id));
      await until(() => countOf(simulator, DELETE) === 1, 'the deletion has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([
        { mutation: 'deleteCampaign', outcome: 'success', campaignId: number, confirmedContacts: CONTACTS.length },
      ]);
      expect(simulator.statusOf(number)).toBeUndefined();
      expect(JSON.stringify(product.logs())).not.toContain(NAME);
    }),
  );

  it.concurrent(
    'has messages in the language of the client',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      simulator.behave(onDelete({ preset: 'lost-answer' }));
      const input = { campaignId: id, confirm: CONFIRM };
      expect((await product.mutate('DeleteCampaign', input, { 'accept-language': 'es' })).result).toMatchObject({
        message: 'Eliminada: la respuesta se perdió o no fue clara, y la lista de campañas ya no la tiene.',
      });
    }),
  );

  it('reports what happened or that it is unknown, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100', WOLKVOX_MAX_RETRIES: '1' });
    const anyDeletion = fc.constantFrom<Behaviour>(
      { delayMs: 0 },
      ...LOST_AFTER.map(([, behaviour]) => behaviour),
      ...LOST_BEFORE.map(([, behaviour]) => behaviour),
      { breakOff: 'mid-headers', create: false },
      { answer: answer(ONE_FAILED) },
      { answer: answer('Campaign deleted'), create: true },
      { answer: answer('Campaign deleted') },
      { preset: 'html' },
      { preset: 'too-many-requests-at-once' },
      { preset: 'maintenance' },
      { preset: 'unknown-campaign' },
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
          fc.array(anyDeletion, { maxLength: 3 }),
          fc.array(anyRead, { maxLength: 5 }),
          async (deleting, reading) => {
            simulator.reset();
            const number = simulator.addCampaign({ ...STOPPED, records: '0' });
            simulator.addContacts(number, CONTACTS);
            behave(simulator, [
              USUAL_READ,
              ...deleting.map(onDelete),
              ...reading.map(onRead),
              onDelete({ delayMs: 0 }),
            ]);
            const { result, errors } = await product.mutate('DeleteCampaign', {
              campaignId: `default:${number}`,
              confirm: CONFIRM,
            });
            expect(errors).toBeUndefined();
            if (result?.__typename === 'DeleteCampaignSuccess') expect(idsIn(simulator, number)).toBeUndefined();
            else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(idsIn(simulator, number)).toEqual(IDS);
            expect(countOf(simulator, DELETE)).toBeLessThanOrEqual(2);
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
