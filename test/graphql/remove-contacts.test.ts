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

const REMOVE = 'remove_record';
const FIND = 'find_record';
const onRemove = on(REMOVE);
const onFind = on(FIND);
const success = (message: string, contactCount: number | null = null) => ({
  __typename: 'RemoveContactsSuccess',
  campaign: { name: NAME, status: 'STOPPED', contactCount },
  message: expect.stringContaining(message),
});
const REMOVED = success('The **** customer_id has been removed successfully');
const found = (contactCount: number | null = 2) => success('The response from wolkvox was lost', contactCount);
const SENT = ['campaigns', REMOVE];
/** The ids that are removed, and those that are left then. */
const INPUT = { customerIds: ['1001', '1003'] };
const LEFT = ['1002', '1004'];
const lookedUp = (count: number): readonly string[] => ['campaigns', ...Array.from({ length: count }, () => FIND)];
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => String(1001 + nth));

const issueRow = (what: string, customerIds: readonly string[], rule: string, ...path: string[]): DestructionRow => ({
  what: `no contacts ${what}`,
  input: { customerIds },
  result: { __typename: 'WolkvoxInvalidInput', issues: [{ path: ['customerIds', ...path], rule }] },
  calls: [],
});

const ROWS: readonly DestructionRow[] = [
  { what: 'contacts with one read and one call', result: REMOVED, calls: SENT, left: LEFT },
  { what: 'contacts of a PREVIEW campaign', campaign: { type: 'preview' }, result: REMOVED, calls: SENT, left: LEFT },
  {
    what: 'one contact',
    input: { customerIds: ['1004'] },
    result: REMOVED,
    calls: SENT,
    left: ['1001', '1002', '1003'],
  },
  {
    what: 'only contacts with a result',
    input: { customerIds: IDS, withResult: 'NO_ANSWER' },
    result: REMOVED,
    calls: SENT,
    left: ['1003', '1004'],
  },
  { what: '500 contacts in one call', input: { customerIds: many(500) }, result: REMOVED, calls: SENT, left: [] },
  // Rules.
  issueRow('without ids', [], 'CONTACT_COUNT'),
  issueRow('with 501 ids', many(501), 'CONTACT_COUNT'),
  issueRow('with an id that contains a comma', ['1001', '1,002'], 'NO_COMMA', '1'),
  issueRow('with an id twice', ['1001', '1002', '1001'], 'UNIQUE_CUSTOMER_ID', '2'),
  issueRow('with a blank id', ['1001', ''], 'NOT_BLANK', '1'),
  issueRow('with an id that ends with a space', ['1001 '], 'NO_OUTER_SPACE', '0'),
  issueRow('with a control character', ['10\u000001'], 'NO_CONTROL_CHARACTERS', '0'),
  issueRow('with an unpaired surrogate', ['10\ud83d01'], 'WELL_FORMED_TEXT', '0'),
  issueRow('with an id of 256 characters', ['1'.repeat(256)], 'MAX_CONTACT_TEXT_LENGTH', '0'),
  {
    what: 'no contact with a result whose value is not known',
    input: { withResult: 'DO_NOT_CALL' },
    result: { __typename: 'WolkvoxInvalidInput', issues: [{ path: ['withResult'], rule: 'SELECTABLE_RESULT' }] },
    calls: [],
  },
  ...NOT_CONFIRMED_ROWS,
  ...refusalRows(REMOVE),
  {
    what: 'contacts after wolkvox was busy, and reads the campaign before each retry',
    variables: { WOLKVOX_MAX_RETRIES: '1' },
    behaviours: [onRemove({ preset: 'too-many-requests-at-once' })],
    result: REMOVED,
    calls: [...SENT, ...SENT],
    left: LEFT,
  },
  {
    what: 'no contact that is not there, which wolkvox rejects',
    input: { customerIds: ['7'] },
    result: { __typename: 'WolkvoxRejected', upstreamCode: 404 },
    calls: SENT,
  },
  {
    what: 'no contact if wolkvox rejects it, with the customer ids of the message masked',
    behaviours: [onRemove({ answer: refused(404, 'customer_id 1003 is in a call') })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: 'customer_id **** is in a call' },
    calls: SENT,
  },
  // Lost responses with the effect.
  ...LOST_AFTER.flatMap(([how, behaviour]): DestructionRow[] => [
    {
      what: `contacts once if ${how}`,
      behaviours: [onRemove(behaviour)],
      result: found(),
      calls: [...SENT, ...lookedUp(2)],
      left: LEFT,
    },
    {
      what: `contacts once if ${how}, the count lags and wolkvox returns an empty list of contacts`,
      behaviours: [onRemove(behaviour)],
      readings: { countLagReads: 9, findNothing: 200 },
      result: found(4),
      calls: [...SENT, ...lookedUp(2)],
      left: LEFT,
    },
    {
      what: `every contact once if ${how}`,
      input: { customerIds: IDS },
      behaviours: [onRemove(behaviour)],
      result: found(0),
      calls: [...SENT, 'campaigns'],
      left: [],
    },
    {
      what: `more contacts than are looked up once if ${how}, and the campaign is empty then`,
      input: { customerIds: many(6) },
      behaviours: [onRemove(behaviour)],
      result: found(0),
      calls: [...SENT, 'campaigns'],
      left: [],
    },
  ]),
  {
    what: 'contacts with a result once if the response was lost and none of them is there',
    input: { customerIds: ['1001', '1002'], withResult: 'NO_ANSWER' },
    behaviours: [onRemove({ preset: 'lost-answer' })],
    result: found(),
    calls: [...SENT, ...lookedUp(2)],
    left: ['1003', '1004'],
  },
  {
    what: 'contacts with a result once if the response was lost, which is unknown if one of them has another result',
    input: { customerIds: ['1001', '1003'], withResult: 'NO_ANSWER' },
    behaviours: [onRemove({ preset: 'lost-answer' })],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
    left: ['1002', '1003', '1004'],
  },
  {
    what: 'contacts once if the response was lost and the campaign was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onRemove({ preset: 'lost-answer' })],
    result: found(),
    calls: [...SENT, 'campaigns', ...lookedUp(2)],
    left: LEFT,
  },
  {
    what: 'contacts once if the response was lost and a lookup failed at first',
    behaviours: [onRemove({ preset: 'lost-answer' }), onFind({ preset: 'html' })],
    result: found(),
    calls: [...SENT, ...lookedUp(1), ...lookedUp(2)],
    left: LEFT,
  },
  {
    what: 'contacts once, and counts a 404 with another text as not found if the number has fallen',
    behaviours: [onRemove({ preset: 'lost-answer' }), onFind({ answer: refused(404, 'Nope'), times: 2 })],
    result: found(),
    calls: [...SENT, ...lookedUp(2)],
    left: LEFT,
  },
  {
    what: 'contacts once, which is unknown if lookups are 404 with another text and the number lags',
    readings: { countLagReads: 9 },
    behaviours: [onRemove({ preset: 'lost-answer' }), onFind({ answer: refused(404, 'Nope'), times: 'always' })],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
    left: LEFT,
  },
  // Lost responses without the effect, or with a half.
  ...LOST_BEFORE.flatMap(([how, behaviour]): DestructionRow[] => [
    {
      what: `no contact a second time if ${how}, and reports that nothing was changed`,
      behaviours: [onRemove(behaviour)],
      result: NOT_CHANGED,
      calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
    },
    {
      what: `no contact a second time if ${how}, which is unknown with a result`,
      input: { withResult: 'BUSY' },
      behaviours: [onRemove(behaviour)],
      result: UNKNOWN,
      calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
    },
    {
      what: `no contact a second time if ${how}, which is unknown for more contacts than are looked up`,
      input: { customerIds: many(6) },
      behaviours: [onRemove(behaviour)],
      result: UNKNOWN,
      calls: [...SENT, 'campaigns', 'campaigns'],
    },
  ]),
  {
    what: 'no contact a second time if only half of them were removed, which is unknown',
    behaviours: [onRemove({ breakOff: 'before-answer', create: 'half' })],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
    left: ['1002', '1003', '1004'],
  },
  {
    what: 'no contact a second time if the response was a success that cannot be read, and wolkvox finds them',
    behaviours: [onRemove({ answer: { status: 202, body: '<html>' } })],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(2), ...lookedUp(2)],
  },
  {
    what: 'no contact a second time if lookups fail',
    behaviours: [onRemove({ preset: 'reset' }), onFind({ preset: 'html', times: 'always' })],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(1), ...lookedUp(1)],
  },
  {
    what: 'no contact a second time if the campaign cannot be read',
    behaviours: [USUAL_READ, onRemove({ preset: 'reset' }), onRead({ preset: 'html', times: 'always' })],
    result: UNKNOWN,
    calls: [...SENT, 'campaigns', 'campaigns'],
  },
  {
    what: 'no contact a second time if wolkvox returns other contacts only',
    behaviours: [
      onRemove({ preset: 'reset' }),
      onFind({
        answer: {
          status: 200,
          body: {
            code: '200',
            error: null,
            msg: '',
            data: [{ customer_id: '9', campaign_id: '5801' }, { calls: '1' }],
          },
        },
        times: 'always',
      }),
    ],
    result: UNKNOWN,
    calls: [...SENT, ...lookedUp(1), ...lookedUp(1)],
  },
];

describe('removeContacts removes', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing((defer, row: DestructionRow) => checkRow(defer, 'RemoveContacts', row, INPUT)),
  );

  it.concurrent(
    'with DELETE, the type, the number, the result and a body with the ids',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer);
      await product.mutate('RemoveContacts', { campaignId: id, confirm: CONFIRM, ...INPUT, withResult: 'BUSY' });
      const [read, call] = simulator.requests();
      expect(read).toMatchObject({ method: 'GET', query: { api: 'campaigns', campaign: number } });
      expect(call).toMatchObject({ method: 'DELETE', rawBody: '{"customer_id":"1001,1003"}' });
      expect(call?.query).toEqual({
        api: REMOVE,
        type_campaign: 'predictive',
        campaign_id: number,
        result: 'BUSY',
      });
    }),
  );

  it.concurrent(
    'every row of an id, and later lists show the number that is left',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer);
      simulator.addContacts(number, [{ customer_id: '1001' }]);
      const list = '{ campaigns { nodes { contactCount } } }';
      await product.query(list);
      const confirm = { ...CONFIRM, contactCount: CONTACTS.length + 1 };
      await product.mutate('RemoveContacts', { campaignId: id, confirm, customerIds: ['1001'] });
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ contactCount: 3 }] } });
    }),
  );
});

describe('a removal of contacts', () => {
  it.concurrent(
    'excludes another one, a clear and a start, and a stop is possible',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      simulator.behave(onRemove({ delayMs: 500 }));
      const input = { campaignId: id, confirm: CONFIRM };
      const removing = product.mutate('RemoveContacts', { ...input, ...INPUT });
      await until(() => countOf(simulator, REMOVE) === 1, 'the removal is sent');
      const busy = { __typename: 'WolkvoxBusy', code: 'BUSY' };
      expect((await product.mutate('RemoveContacts', { ...input, ...INPUT })).result).toMatchObject(busy);
      expect((await product.mutate('ClearCampaign', input)).result).toMatchObject(busy);
      expect((await product.start(input)).data?.startCampaign).toMatchObject(busy);
      expect((await product.stop(id)).data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect((await removing).result).toMatchObject(REMOVED);
      expect([countOf(simulator, REMOVE), countOf(simulator, 'start')]).toEqual([1, 0]);
    }),
  );

  it.concurrent(
    'is not sent if its client disconnects while it is queued',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 200 }), { api: 'skills', delayMs: 1_000 }]);
      const { hangUp, ended } = requestThatHangsUp(product, mutationText('removeContacts', id, 'customerIds: [1001]'));
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      await until(async () => (await queued(product)) === 1, 'the removal is queued');
      hangUp();
      expect(await ended).toBe('disconnected');
      await reading;
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'removeContacts', outcome: 'BUSY', campaignId: null }]);
      expect([countOf(simulator, REMOVE), idsIn(simulator, number)]).toEqual([0, IDS]);
    }),
  );

  it.concurrent(
    'has no customer id and no name in any log line, and is audited with its campaign and the confirmed number',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withContacts(defer, { LOG_LEVEL: 'trace' });
      const customerIds = ['CANARY-1032456789'];
      const input = { campaignId: id, confirm: CONFIRM, customerIds };
      simulator.addContacts(number, [{ customer_id: customerIds[0] }]);
      await product.mutate('RemoveContacts', input);
      await product.mutate('RemoveContacts', { ...input, customerIds: [`${customerIds[0]},`] });
      simulator.behave(onRemove({ preset: 'lost-answer' }));
      const confirm = { ...CONFIRM, contactCount: CONTACTS.length + 1 };
      const answer = await product.mutate('RemoveContacts', { ...input, confirm });
      expect(answer.result).toMatchObject({ __typename: 'RemoveContactsSuccess' });
      expect(answer.text).not.toContain('CANARY');
      expect(audits(product)).toMatchObject([
        { outcome: 'STATE_CONFLICT', campaignId: null },
        { outcome: 'INVALID_INPUT', campaignId: null },
        {
          mutation: 'removeContacts',
          outcome: 'success',
          campaignId: number,
          confirmedContacts: 5,
          contacts: { requested: 1 },
        },
      ]);
      expect(JSON.stringify(product.logs())).not.toMatch(new RegExp(`CANARY|${NAME}`));
    }),
  );

  it.concurrent(
    'has messages in the language of the client',
    closing(async (defer) => {
      const { simulator, product, id } = await withContacts(defer);
      simulator.behave(onRemove({ preset: 'lost-answer' }));
      const input = { campaignId: id, confirm: CONFIRM, ...INPUT };
      expect((await product.mutate('RemoveContacts', input, { 'accept-language': 'es' })).result).toMatchObject({
        message: 'Quitados: la respuesta se perdió, y wolkvox no encuentra ninguno de los contactos en la campaña.',
      });
    }),
  );

  it('reports what happened or that it is unknown, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100', WOLKVOX_MAX_RETRIES: '1' });
    const anyRemoval = fc.constantFrom<Behaviour>(
      { delayMs: 0 },
      ...LOST_AFTER.map(([, behaviour]) => behaviour),
      ...LOST_BEFORE.map(([, behaviour]) => behaviour),
      { breakOff: 'mid-headers', create: false },
      { breakOff: 'before-answer', create: 'half' },
      { preset: 'html' },
      { preset: 'too-many-requests-at-once' },
      { preset: 'maintenance' },
      { preset: 'invalid-value' },
    );
    const anyRead = fc.constantFrom<Behaviour>(
      { delayMs: 0 },
      { preset: 'html' },
      { preset: 'bad-gateway' },
      { preset: 'too-many-requests-at-once' },
      { breakOff: 'before-answer' },
    );
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            removing: fc.array(anyRemoval, { maxLength: 3 }),
            reading: fc.array(anyRead, { maxLength: 3 }),
            finding: fc.array(anyRead, { maxLength: 4 }),
            readings: fc.record({ countLagReads: fc.nat({ max: 3 }), findNothing: fc.constantFrom(200, 404) }),
            withResult: fc.constantFrom(null, 'NO_ANSWER', 'BUSY'),
          }),
          async ({ removing, reading, finding, readings, withResult }) => {
            simulator.reset();
            simulator.setReadings(readings);
            const number = simulator.addCampaign({ ...STOPPED, records: '0' });
            simulator.addContacts(number, CONTACTS);
            behave(simulator, [
              USUAL_READ,
              ...removing.map(onRemove),
              ...reading.map(onRead),
              ...finding.map(onFind),
              onRemove({ delayMs: 0 }),
            ]);
            const { result, errors } = await product.mutate('RemoveContacts', {
              campaignId: `default:${number}`,
              confirm: CONFIRM,
              ...INPUT,
              withResult,
            });
            expect(errors).toBeUndefined();
            const removed = { BUSY: ['1003'], NO_ANSWER: ['1001'], none: INPUT.customerIds }[withResult ?? 'none'];
            if (result?.__typename === 'RemoveContactsSuccess')
              expect(idsIn(simulator, number)).toEqual(IDS.filter((one) => !removed.includes(one)));
            else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(idsIn(simulator, number)).toEqual(IDS);
            expect(countOf(simulator, REMOVE)).toBeLessThanOrEqual(2);
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
