/**
 * Fake wolkvox on loopback, written from the vendor's specification.
 * It shares no code with the product, so that an error in one does not hide in the other.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertInput } from './assert.js';
import { sendAnswer } from './response.js';
import { CampaignStore } from './campaigns.js';
import { BehaviourQueue } from './behaviour-queue.js';
import { isControlPath, handleControlRequest } from './control.js';
import { Delays } from './delays.js';
import { readBoardChanges } from './board.js';
import type { Campaign } from './campaigns.js';
import { operationClock } from './clock.js';
import { callsPerInterval, dialCampaigns } from './dialler.js';
import { readCampaign, readContacts, readResults, type ContactFixture, type ExistingCampaign } from './fixtures.js';
import { RequestLog, pathOf } from './request-log.js';
import { isCrossOrigin, isLinkNavigation, CROSS_ORIGIN_REJECTION } from './origin-check.js';
import { handleApiRequest } from './handle-api-request.js';
import { pageFile } from './page/page.js';
import type { Answer } from './protocol.js';
import { DailyQuota } from './quota.js';
import { CALLS_PER_LICENCE, readSettings, type SimulatorOptions } from './settings.js';
import { changeReadings } from './readings.js';
import type { Simulator } from './simulator-api.js';
import { Skills } from './skills.js';

export type { PendingBehaviour as Awaited } from './behaviour-queue.js';
export type { Behaviour } from './parse-behaviour.js';
export { PRESETS, type PresetName } from './presets/index.js';
export type { ExistingCampaign, ExistingSkill } from './fixtures.js';
export type { BoardChanges } from './board.js';
export type { ContactFields } from './contact-fields.js';
export type { StoredContact } from './contacts.js';
export type { ReportWindow, ResultFields, ResultSource } from './results.js';
export type { Readings } from './readings.js';
export type { SkillRow } from './listing.js';
export type { SimulatorOptions } from './settings.js';
export type { Answer, BreakOff, StoredCampaign } from './protocol.js';
export type { RecordedRequest, Simulator } from './simulator-api.js';

/**
 * Starts a simulator on 127.0.0.1.
 * @throws RangeError (as a rejection) that names every invalid option; Node's own error if the port is in use
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const settings = readSettings(options);
  const requestLog = new RequestLog(settings);
  const skills = new Skills(settings.skills);
  const behaviours = new BehaviourQueue();
  const quota = new DailyQuota(settings.licences * CALLS_PER_LICENCE, settings.timeZone);
  const delays = new Delays();
  const now = operationClock(settings.timeZone);
  const campaigns = new CampaignStore(settings.campaignBytes);
  const state = { settings, readings: settings.readings, requestLog, campaigns, skills, behaviours, delays, quota };

  addInitialCampaigns();

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => sendFailure(response, error));
  });
  // Node closes idle connections after 5 s; a client that reuses one at that moment would get an unintended reset.
  server.keepAliveTimeout = 10 * 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port, '127.0.0.1', resolve);
  });

  const dialling = startDialling();

  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requestLog.requests(),
    droppedRequests: () => requestLog.droppedRequests(),
    campaigns: () => campaigns.all().map(({ stored }) => ({ ...stored })),
    newestCampaigns: (count) => campaigns.newest(count),
    statusOf: (id) => campaigns.find(id)?.status,
    contactsOf: (id) => campaigns.find(id)?.contacts.all() ?? [],
    skills: () => skills.rows(),
    mostInFlight: () => requestLog.mostInFlight(),
    spent: () => quota.used(new Date()),
    addCampaign,
    addContacts: (id, contacts) => addContacts(campaignOf(id), readContacts(contacts)),
    setResult: (id, customerId, result) => {
      const count = campaigns.find(id)?.contacts.recordCalls(customerId, { date: now(), result }) ?? 0;
      assertInput(count > 0, `Campaign ${id} has no contact ${customerId}.`);
    },
    addResults: (id, results) => campaignOf(id).results.add(readResults(results)),
    setBoard: (id, changes) => campaignOf(id).board.change(readBoardChanges(changes)),
    dial: (count = 1) => {
      assertInput(Number.isInteger(count) && count >= 1, 'The number of calls must be a whole number from 1.');
      return dialCampaigns(campaigns, now(), () => count);
    },
    addSkill: (skill) => skills.add(skill),
    behave: (behaviour) => behaviours.behave(behaviour),
    behaviours: () => behaviours.pending(),
    readings: () => state.readings,
    setReadings: (changes) => {
      state.readings = changeReadings(state.readings, changes);
    },
    normal: () => behaviours.clear(),
    reset: () => {
      delays.bindToClients();
      requestLog.reset();
      campaigns.clear();
      state.readings = settings.readings;
      addInitialCampaigns();
      skills.reset();
      behaviours.clear();
      quota.refill();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        clearInterval(dialling);
        delays.cancelAll();
      }),
  };
  return simulator;

  function addCampaign(input: ExistingCampaign): string {
    const { draft, state: initial, contacts, results } = readCampaign(input);
    const { campaign_id: id } = campaigns.add(draft, true, initial);
    const campaign = campaignOf(id);
    if (contacts.length > 0) addContacts(campaign, contacts);
    if (typeof results === 'function' || results.length > 0) campaign.results.add(results);
    return id;
  }

  function campaignOf(id: string): Campaign {
    const campaign = campaigns.find(id);
    assertInput(campaign !== undefined, `There is no campaign ${id}.`);
    return campaign;
  }

  function addContacts({ contacts }: Campaign, added: readonly ContactFixture[]): void {
    for (const { fields, call } of added) contacts.addExisting(fields, call && { date: now(), ...call });
  }

  function addInitialCampaigns(): void {
    for (const campaign of settings.campaigns) addCampaign(campaign);
  }

  /** Returns the timer that calls contacts; undefined if contacts are called by `dial` only. */
  function startDialling(): ReturnType<typeof setInterval> | undefined {
    if (settings.dialIntervalMs === 0) return undefined;
    return setInterval(() => void dialCampaigns(campaigns, now(), callsPerInterval), settings.dialIntervalMs);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const isApi = path.startsWith('/api/v2/');
    // Before anything is counted or stored. API calls are never links.
    if (isCrossOrigin(request) && (isApi || !isLinkNavigation(request))) sendAnswer(response, CROSS_ORIGIN_REJECTION);
    else if (isApi) await handleApiRequest(state, request, response);
    else if (isControlPath(path)) await handleControlRequest(simulator, settings.onOrder, request, response);
    else sendAnswer(response, pageFile(request.method, path) ?? NOT_FOUND);
  }
}

const NOT_FOUND: Answer = {
  status: 404,
  body: { error: 'The simulator answers under /api/v2/ and /control; GET / is its control page.' },
};

/** Responds 500. Only a bug of the simulator, or of an `answer` function passed to `behave`, leads here. */
function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else sendAnswer(response, { status: 500, body: { error: `The simulator itself failed: ${String(error)}` } });
}
