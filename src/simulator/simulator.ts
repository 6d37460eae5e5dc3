/**
 * A wolkvox that runs on loopback: an independent reading of the vendor's specification, to try a client against.
 * It shares no code with the client, so that a mistake in the one does not hide in the other.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendAnswer, type Answer } from './answer.js';
import type { Behaviour } from './behaviour.js';
import { BehaviourQueue, type Awaited } from './behaviour-queue.js';
import { isControlPath, serveControl } from './control.js';
import { Delays } from './delays.js';
import { readCampaign, type ExistingCampaign, type ExistingSkill } from './existing.js';
import { Ledger, pathOf, type RecordedRequest } from './ledger.js';
import { isFromElsewhere, isLink, NOT_FROM_ELSEWHERE } from './elsewhere.js';
import { serveApi } from './exchange.js';
import type { SkillRow } from './listing.js';
import { pageFile } from './page/page.js';
import { DailyQuota } from './quota.js';
import { CALLS_PER_LICENCE, readSettings, type SimulatorOptions } from './settings.js';
import { Skills } from './skills.js';
import type { StoredCampaign } from './wolkvox.js';

export type { Answer } from './answer.js';
export type { Awaited } from './behaviour-queue.js';
export type { Behaviour, BreakOff } from './behaviour.js';
export { PRESETS, type PresetName } from './behaviours.js';
export type { ExistingCampaign, ExistingSkill } from './existing.js';
export type { RecordedRequest } from './ledger.js';
export type { SkillRow } from './listing.js';
export type { SimulatorOptions } from './settings.js';
export type { StoredCampaign } from './wolkvox.js';

export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /**
   * The requests to /api/v2/ since the start or the last reset, in order of arrival, without those of other sites; one still in
   * flight has no `answered` yet. The latest ones, as many as `requestBytes` has room for.
   */
  requests(): readonly RecordedRequest[];
  /** How many requests came before those of `requests()`, and were dropped because there was no room for them. */
  droppedRequests(): number;
  /** Every campaign created or added since the start or the last reset, in order of its id. */
  campaigns(): readonly StoredCampaign[];
  /** Every skill there is, as the vendor lists it: those of the start, then those added since, in that order. */
  skills(): readonly SkillRow[];
  /**
   * The most requests of one token that were in flight at once since the start or the last reset, refused ones included.
   * One counts until the simulator is finished with it, also when its client has hung up before.
   */
  mostInFlight(): number;
  /** Calls that today's quota has counted: all with the valid token, also those that were refused, broken off or beyond the quota. */
  spent(): number;
  /** Adds a campaign that nobody's call made, and answers its id. @throws RangeError with a sentence when it is not valid. */
  addCampaign(campaign: ExistingCampaign): string;
  /** Adds a skill, and answers its id. @throws RangeError with a sentence when it is not valid or its id is taken. */
  addSkill(skill: ExistingSkill): string;
  /** Decides how the next requests are treated. @throws RangeError with a sentence for the reader when the behaviour is not valid. */
  behave(behaviour: Behaviour): void;
  /** The behaviours that requests to come will meet, in their order. */
  behaviours(): readonly Awaited[];
  /** Forgets the behaviours and nothing else. */
  normal(): void;
  /**
   * Forgets requests, campaigns, added skills, behaviours and today's spent calls; skills and campaigns of the start are there again.
   * Ids go on: none is given twice, but one that a test chose for its skill may be chosen again.
   * A request whose client has hung up, or does so later, is in flight no longer; one that is still waited for goes on.
   */
  reset(): void;
  /** Stops listening and ends open connections, hanging ones too. Calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1.
 * @throws RangeError (as a rejection) naming every option that is not valid; Node's own error when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const settings = readSettings(options);
  const ledger = new Ledger(settings);
  const skills = new Skills(settings.skills);
  const behaviours = new BehaviourQueue();
  const quota = new DailyQuota(settings.licences * CALLS_PER_LICENCE, settings.timeZone);
  const delays = new Delays();
  const desk = { settings, ledger, skills, behaviours, delays, quota };

  addThoseOfTheStart();

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => fail(response, error));
  });
  // Node closes an idle connection after 5 s; a client that reuses it just then would meet a reset nobody asked for.
  server.keepAliveTimeout = 10 * 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port, '127.0.0.1', resolve);
  });

  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => ledger.requests(),
    droppedRequests: () => ledger.droppedRequests(),
    campaigns: () => ledger.campaigns(),
    skills: () => skills.rows(),
    mostInFlight: () => ledger.mostInFlight(),
    spent: () => quota.spent(new Date()),
    addCampaign,
    addSkill: (skill) => skills.add(skill),
    behave: (behaviour) => behaviours.behave(behaviour),
    behaviours: () => behaviours.awaited(),
    normal: () => behaviours.clear(),
    reset: () => {
      delays.bindToClients();
      ledger.forget();
      addThoseOfTheStart();
      skills.reset();
      behaviours.clear();
      quota.refill();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        delays.cutAll();
      }),
  };
  return simulator;

  function addCampaign(campaign: ExistingCampaign): string {
    const { draft, state } = readCampaign(campaign);
    return ledger.number(draft, true, state).campaign_id;
  }

  function addThoseOfTheStart(): void {
    for (const campaign of settings.campaigns) addCampaign(campaign);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const isApi = path.startsWith('/api/v2/');
    // Before anything of it is counted or kept. Nobody follows a link to a call.
    if (isFromElsewhere(request) && (isApi || !isLink(request))) sendAnswer(response, NOT_FROM_ELSEWHERE);
    else if (isApi) await serveApi(desk, request, response);
    else if (isControlPath(path)) await serveControl(simulator, settings.onOrder, request, response);
    else sendAnswer(response, pageFile(request.method, path) ?? NOT_HERE);
  }
}

const NOT_HERE: Answer = {
  status: 404,
  body: { error: 'The simulator answers under /api/v2/ and /control; GET / is its control page.' },
};

/** For what only a mistake in the simulator, or in an `answer` function given to `behave`, can cause. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else sendAnswer(response, { status: 500, body: { error: `The simulator itself failed: ${String(error)}` } });
}
