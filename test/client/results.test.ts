import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import {
  addContacts,
  capacity,
  clearCampaign,
  createCampaign,
  deleteCampaign,
  findContacts,
  getCampaign,
  getCampaignProgress,
  getSkill,
  listCampaignProgress,
  listCampaigns,
  listSkills,
  match,
  removeContacts,
  scheduleCallback,
  setCampaignSpeed,
  startCampaign,
  stopCampaign,
  tokenUsage,
  updateCampaign,
  type AddContactsInput,
  type CreateCampaignInput,
  type CreateCampaignResult,
  type WolkvoxErrorCode,
} from '../../client/src/index.js';
import { startSimulator, type PresetName, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { startUpstream } from '../support/upstream.js';
import { RUNS } from './runs.js';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
// One server for each, because it caches that the quota is exhausted.
beforeEach(async () => {
  product = await startProduct(simulator.url, { CACHE_TTL_MS: '0' });
});
afterEach(async () => {
  await product.close();
  simulator.reset();
});

/** Handles every member, as a frontend does. */
const textOf = (result: CreateCampaignResult): unknown =>
  match(result, {
    CreateCampaignSuccess: ({ campaign, replayed }) => ({ id: campaign.id, replayed }),
    WolkvoxInvalidInput: ({ code, issues }) => [code, issues.map(({ path, rule }) => `${path.join('.')} ${rule}`)],
    WolkvoxRejected: ({ code, upstreamCode }) => [code, upstreamCode],
    WolkvoxBusy: ({ code, retryAfterMs }) => [code, retryAfterMs],
    WolkvoxQuotaExhausted: ({ code, resetsAt }) => [code, Date.parse(resetsAt) > Date.now()],
    WolkvoxUnavailable: ({ code, hint }) => [code, hint],
    WolkvoxOutcomeUnknown: ({ code, candidates }) => [code, candidates],
    WolkvoxIdempotencyConflict: ({ code, retryable }) => [code, retryable],
    otherwise: (member) => member,
  });

type Failure = Exclude<CreateCampaignResult['__typename'], 'CreateCampaignSuccess'>;
interface Row {
  readonly preset?: PresetName;
  readonly input?: Partial<CreateCampaignInput>;
  readonly textOf: readonly [WolkvoxErrorCode, unknown];
}

/** Every failure, and its cause. */
const FAILURES: Readonly<Record<Failure, Row>> = {
  WolkvoxInvalidInput: {
    input: { name: ' ', amd: 'COL' },
    textOf: ['INVALID_INPUT', ['name NOT_BLANK', 'amd NOT_ON_PREVIEW']],
  },
  WolkvoxRejected: { preset: 'licence-capacity', textOf: ['CAPACITY_EXCEEDED', 404] },
  WolkvoxBusy: { preset: 'too-many-requests-at-once', textOf: ['BUSY', expect.any(Number)] },
  WolkvoxQuotaExhausted: { preset: 'quota-exhausted', textOf: ['QUOTA_EXHAUSTED', true] },
  WolkvoxUnavailable: { preset: 'maintenance', textOf: ['MAINTENANCE', expect.stringContaining('backed up')] },
  WolkvoxOutcomeUnknown: { preset: 'lost-answer', textOf: ['OUTCOME_UNKNOWN', []] },
  WolkvoxIdempotencyConflict: { input: { name: 'Otra' }, textOf: ['IDEMPOTENCY_CONFLICT', false] },
};

describe.each(RUNS)('with %s', (client, runAt) => {
  it('creates a campaign and reads it again, with its skill', async () => {
    const run = runAt(product.url);
    const [skill] = await listSkills(run);
    const result = await createCampaign(run, { ...PREVIEW, skillId: skill?.skillId ?? '' });
    expect(result).toMatchObject({ __typename: 'CreateCampaignSuccess', campaign: { type: 'PREVIEW' } });
    const { id } = result.__typename === 'CreateCampaignSuccess' ? result.campaign : { id: '' };
    const page = await listCampaigns(run, { first: 1, filter: { nameContains: 'encuesta' } });
    expect(page).toMatchObject({ totalCount: 1, nodes: [{ id, skill: { name: skill?.name } }] });
    expect(await getCampaign(run, id)).toMatchObject({ id, name: PREVIEW.name, skill: { id: skill?.id } });
    expect(await getSkill(run, skill?.id ?? '')).toMatchObject({ name: skill?.name });
    expect(await tokenUsage(run)).toMatchObject({ limit: 5000 });
    expect(await capacity(run)).toMatchObject({ licences: 5, contactsPerCampaign: 35_000, activePredictives: 3 });
  });

  it('reads what campaigns are doing, and finds a contact', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    simulator.addContacts(number, [{ customer_id: '1032456789', tel1: '93001234567' }]);
    const id = `default:${number}`;
    const progress = { contactCount: 1, pending: 1, finished: false };
    expect(await getCampaignProgress(run, id)).toMatchObject({ ...progress, status: 'STARTED' });
    expect(await listCampaignProgress(run, { first: 1 })).toMatchObject({ nodes: [{ id, progress }] });
    const contact = { customerId: '1032456789', phones: ['93001234567'] };
    expect(await findContacts(run, { campaignId: id, phone: '93001234567' })).toMatchObject([contact]);
    expect(await findContacts(run, { campaignId: id, customerId: '1' })).toEqual([]);
    await expect(findContacts(run, { campaignId: id })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('stops a campaign, also after a lost response, and again without a change', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    const id = `default:${number}`;
    simulator.behave({ preset: 'lost-answer', api: 'stop' });
    const stopped = { __typename: 'StopCampaignSuccess', campaign: { id, name: 'Cobranza', status: 'STOPPED' } };
    expect(await stopCampaign(run, id)).toMatchObject({ ...stopped, changed: true });
    expect(simulator.statusOf(number)).toBe('Stopped');
    expect(await stopCampaign(run, id)).toMatchObject({ ...stopped, changed: false });
    expect(await getCampaign(run, id)).toMatchObject({ status: 'STOPPED' });
  });

  it('starts a campaign that is as confirmed, also after a lost response, and again without a change', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' });
    const id = `default:${number}`;
    const input = { campaignId: id, confirm: { name: 'Cobranza', contactCount: 12 } };
    simulator.behave({ preset: 'lost-answer', api: 'start' });
    const started = { __typename: 'StartCampaignSuccess', campaign: { id, name: 'Cobranza', status: 'STARTED' } };
    expect(await startCampaign(run, input)).toMatchObject({ ...started, changed: true });
    expect(simulator.statusOf(number)).toBe('Started');
    expect(await startCampaign(run, input)).toMatchObject({ ...started, changed: false });
    expect(await getCampaign(run, id)).toMatchObject({ status: 'STARTED' });
  });

  it('adds contacts once, also after a lost response, and returns the ones that were rejected', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const input: AddContactsInput = {
      campaignId: `default:${number}`,
      contacts: [{ customerId: '1', phones: ['93001234567'] }, { customerId: '' }],
      onInvalid: 'REJECT_ROWS',
      idempotencyKey: 'form-1',
    };
    simulator.behave({ preset: 'lost-answer', api: 'add_record' });
    const added = { __typename: 'AddContactsSuccess', accepted: 1, rejected: [{ index: 1, by: 'LAYER' }] };
    expect(await addContacts(run, input)).toMatchObject({ ...added, replayed: false });
    expect(await addContacts(run, input)).toMatchObject({ ...added, replayed: true });
    expect(simulator.contactsOf(number)).toMatchObject([{ customer_id: '1', tel1: '93001234567' }]);
    expect(await addContacts(run, { ...input, idempotencyKey: null, contacts: [] })).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      issues: [{ path: ['contacts'], rule: 'CONTACT_COUNT' }],
    });
  });

  it('returns failures of a start as results', async () => {
    const run = runAt(product.url);
    const id = `default:${simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' })}`;
    const confirm = { name: 'Cobranza', contactCount: 11 };
    expect(await startCampaign(run, { campaignId: id, confirm })).toMatchObject({
      __typename: 'WolkvoxStateConflict',
      reason: 'CONFIRMATION_MISMATCH',
      campaign: { id, contactCount: 12 },
    });
    expect(await startCampaign(run, { campaignId: 'default:1', confirm })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('sets a speed, also after a lost response, and returns failures as results', async () => {
    const run = runAt(product.url);
    const id = `default:${simulator.addCampaign({ name: 'Cobranza', type: 'predictive', speed: '20' })}`;
    simulator.behave({ preset: 'lost-answer', api: 'speed' });
    const campaign = { id, name: 'Cobranza', speed: 60 };
    expect(await setCampaignSpeed(run, { campaignId: id, speed: 60 })).toMatchObject({
      __typename: 'SetCampaignSpeedSuccess',
      campaign,
    });
    expect(await getCampaign(run, id)).toMatchObject(campaign);
    expect(await setCampaignSpeed(run, { campaignId: id, speed: 101 })).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      issues: [{ path: ['speed'], rule: 'SPEED' }],
    });
  });

  it('clears a campaign that is as confirmed, also after a lost response, and again without a change', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' });
    const id = `default:${number}`;
    const confirm = { name: 'Cobranza', contactCount: 12 };
    simulator.behave({ preset: 'lost-answer', api: 'clear_campaign' });
    const cleared = { __typename: 'ClearCampaignSuccess', campaign: { id, name: 'Cobranza', contactCount: 0 } };
    expect(await clearCampaign(run, { campaignId: id, confirm })).toMatchObject(cleared);
    expect(await getCampaign(run, id)).toMatchObject({ contactCount: 0 });
    expect(await clearCampaign(run, { campaignId: id, confirm })).toMatchObject({
      __typename: 'WolkvoxStateConflict',
      reason: 'CONFIRMATION_MISMATCH',
      campaign: { id, contactCount: 0 },
    });
    const empty = { ...confirm, contactCount: 0 };
    expect(await clearCampaign(run, { campaignId: id, confirm: empty })).toMatchObject(cleared);
    expect(await clearCampaign(run, { campaignId: 'default:1', confirm })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('schedules a callback, and returns failures as results', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.addContacts(number, [{ customer_id: '42' }]);
    const input = {
      campaignId: `default:${number}`,
      customerId: '42',
      phone: '95712345678',
      at: '2030-11-22T15:30:00',
    };
    const campaign = { id: input.campaignId, name: 'Cobranza' };
    expect(await scheduleCallback(run, input)).toMatchObject({ __typename: 'ScheduleCallbackSuccess', campaign });
    expect(simulator.contactsOf(number)).toMatchObject([{ recall_date: '20301122153000' }]);
    simulator.behave({ preset: 'lost-answer', api: 'recall' });
    expect(await scheduleCallback(run, input)).toMatchObject({ __typename: 'WolkvoxOutcomeUnknown' });
    expect(await scheduleCallback(run, { ...input, at: '2020-11-22T15:30:00' })).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      issues: [{ path: ['at'], rule: 'CALLBACK_LEAD' }],
    });
  });

  it('deletes a campaign that is as confirmed, also after a lost response, and none that differs', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' });
    const id = `default:${number}`;
    const confirm = { name: 'Cobranza', contactCount: 12 };
    expect(await deleteCampaign(run, { campaignId: id, confirm: { ...confirm, contactCount: 1 } })).toMatchObject({
      __typename: 'WolkvoxStateConflict',
      reason: 'CONFIRMATION_MISMATCH',
      campaign: { id, contactCount: 12 },
    });
    simulator.behave({ preset: 'lost-answer', api: 'delete_campaign' });
    const input = { campaignId: id, confirm };
    expect(await deleteCampaign(run, input)).toMatchObject({ __typename: 'DeleteCampaignSuccess', id });
    expect(await getCampaign(run, id)).toBeNull();
    expect(await deleteCampaign(run, input)).toMatchObject({ __typename: 'WolkvoxRejected', code: 'NOT_FOUND' });
  });

  it('removes contacts of a campaign that is as confirmed, also after a lost response', async () => {
    const run = runAt(product.url);
    const number = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' });
    simulator.addContacts(number, [{ customer_id: '1032456789' }]);
    const input = { campaignId: `default:${number}`, customerIds: ['1032456789'] };
    const confirm = { name: 'Cobranza', contactCount: 13 };
    simulator.behave({ preset: 'lost-answer', api: 'remove_record' });
    expect(await removeContacts(run, { ...input, confirm })).toMatchObject({
      __typename: 'RemoveContactsSuccess',
      campaign: { id: input.campaignId, name: 'Cobranza' },
    });
    expect(simulator.contactsOf(number)).toEqual([]);
    expect(await removeContacts(run, { ...input, confirm })).toMatchObject({ reason: 'CONFIRMATION_MISMATCH' });
    expect(await removeContacts(run, { ...input, customerIds: ['1,2'], confirm })).toMatchObject({
      issues: [{ path: ['customerIds', '0'], rule: 'NO_COMMA' }],
    });
  });

  it('changes a campaign, also after a lost response, and returns failures as results', async () => {
    const run = runAt(product.url);
    const id = `default:${simulator.addCampaign({ name: 'Cobranza', type: 'predictive', turboDial: 'no' })}`;
    simulator.behave({ preset: 'lost-answer', api: 'edit_campaign' });
    expect(await updateCampaign(run, { campaignId: id, name: 'Ventas', turboDial: true })).toMatchObject({
      __typename: 'UpdateCampaignSuccess',
      campaign: { id, name: 'Ventas' },
    });
    expect(await getCampaign(run, id)).toMatchObject({ name: 'Ventas', turboDial: true });
    expect(await updateCampaign(run, { campaignId: id })).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      issues: [{ path: [], rule: 'CHANGE_REQUIRED' }],
    });
  });

  it('returns failures of a stop as results', async () => {
    const run = runAt(product.url);
    expect(await stopCampaign(run, '5801')).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      issues: [{ path: ['campaignId'], rule: 'CAMPAIGN_ID' }],
    });
    expect(await stopCampaign(run, 'default:1')).toMatchObject({ __typename: 'WolkvoxRejected', code: 'NOT_FOUND' });
  });

  it('throws with the success if a field below a stop fails', async () => {
    const id = `default:${simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' })}`;
    simulator.behave({ preset: 'html', api: 'campaigns', times: 'always' });
    await expect(stopCampaign(runAt(product.url), id)).rejects.toMatchObject({
      mutation: { field: 'stopCampaign', outcome: 'success', id },
      outcomeUnknown: false,
    });
  });

  it('returns null if there is none', async () => {
    const run = runAt(product.url);
    expect(await getCampaign(run, 'default:1')).toBeNull();
    expect(await getSkill(run, 'default:1')).toBeNull();
    expect(await getCampaignProgress(run, 'default:1')).toBeNull();
    expect(await findContacts(run, { campaignId: 'default:1', phone: '1' })).toEqual([]);
    expect(await tokenUsage(run, { operationId: 'another' })).toBeNull();
    expect(await capacity(run, { operationId: 'another' })).toBeNull();
  });

  it.each(['5801', 'default', '', 'default:abc'])('throws for an invalid id: %j', async (id) => {
    const run = runAt(product.url);
    for (const [call, form] of [
      [getCampaign(run, id), 'operationId:campaignId'],
      [getCampaignProgress(run, id), 'operationId:campaignId'],
      [getSkill(run, id), 'operationId:skillId'],
    ] as const)
      await expect(call).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        message: expect.stringContaining(form),
        outcomeUnknown: false,
      });
  });

  it.each(Object.entries(FAILURES))('returns %s as a result', async (name, { preset, input, textOf: expected }) => {
    const run = runAt(product.url);
    const idempotencyKey = `${client} ${name}`;
    if (name === 'WolkvoxIdempotencyConflict') await createCampaign(run, { ...PREVIEW, idempotencyKey });
    if (preset !== undefined) simulator.behave({ preset });
    const result = await createCampaign(run, { ...PREVIEW, ...input, idempotencyKey });
    expect(result.__typename).toBe(name);
    expect(result).toMatchObject({ message: expect.stringMatching(/\w/), retryable: expect.any(Boolean) });
    expect(textOf(result)).toEqual(expected);
  });

  it('returns a member of a newer server with its message', async () => {
    const member = { __typename: 'WolkvoxTired', code: 'TIRED', message: 'Tomorrow.', retryable: true };
    const newer = await startUpstream(() => ({ status: 200, body: { data: { createCampaign: member } } }));
    expect(textOf(await createCampaign(runAt(newer.url), PREVIEW))).toEqual(member);
    await newer.close();
  });

  it('repeats a creation with its key and returns the same campaign', async () => {
    const run = runAt(product.url);
    const input = { ...PREVIEW, idempotencyKey: `${client} again` };
    const first = textOf(await createCampaign(run, input)) as object;
    expect(textOf(await createCampaign(run, input))).toEqual({ ...first, replayed: true });
    expect(simulator.campaigns()).toHaveLength(1);
  });
});
