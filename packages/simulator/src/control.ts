/** Control API of the simulator. Its calls never count as requests to wolkvox. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAnswer } from './response.js';
import { type Behaviour } from './parse-behaviour.js';
import { PRESETS } from './presets/index.js';
import { DATA_SECURITY_HEADERS } from './origin-check.js';
import type { ContactFields } from './contact-fields.js';
import { CONTACTS_EXAMPLE, RESULTS_EXAMPLE, type ExistingCampaign, type ExistingSkill } from './fixtures.js';
import { pathOf } from './request-log.js';
import { simulatorStatus } from './status.js';
import type { Settings } from './settings.js';
import { BREAK_OFFS } from './protocol.js';
import { isRecord, assertInput } from './assert.js';
import { explainReadings, type Readings } from './readings.js';
import type { BoardChanges } from './board.js';
import type { ResultFields } from './results.js';
import type { Simulator } from './simulator-api.js';

export function isControlPath(path: string): boolean {
  return path === '/control' || path.startsWith('/control/');
}

/** Handles a control request. Responds 200 with JSON, or 400 with `{error}`. */
export async function handleControlRequest(
  simulator: Simulator,
  onOrder: OnOrder,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readText(request);
  const name = `${request.method} ${pathOf(request).replace(/\/$/, '')}`;
  try {
    if (!isCall(name)) throw new RangeError(`There is no call ${name}; there are ${Object.keys(CALLS).join(', ')}.`);
    const { run }: ControlCall = CALLS[name];
    const result = await run(simulator, body, onOrder);
    sendAnswer(response, { status: 200, body: result, headers: DATA_SECURITY_HEADERS });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    sendAnswer(response, { status: 400, body: { error: error.message }, headers: DATA_SECURITY_HEADERS });
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function isCall(name: string): name is keyof typeof CALLS {
  return Object.hasOwn(CALLS, name);
}

type OnOrder = Settings['onOrder'];

interface ControlCall {
  readonly explain: string;
  readonly run: (simulator: Simulator, body: string, onOrder: OnOrder) => object | Promise<object>;
}

const CALLS = {
  'GET /control': {
    explain: 'This help.',
    run: help,
  },
  'GET /control/requests': {
    explain: 'Every request to /api/v2/ in order of arrival, without the token.',
    run: (simulator: Simulator) => simulator.requests(),
  },
  'GET /control/campaigns': {
    explain: 'Every campaign that was created or added.',
    run: (simulator: Simulator) => simulator.campaigns(),
  },
  'POST /control/campaigns': {
    explain:
      'Adds a campaign: name, type (preview or predictive), and optionally description, skillId, status (Started or Stopped), records, speed, dialMode, lastUse, recycled, turboDial, contacts and results. Returns its campaign_id.',
    run: addCampaign,
  },
  'GET /control/contacts': {
    explain: 'The stored contacts of every campaign, by campaign_id.',
    run: contacts,
  },
  'POST /control/contacts': {
    explain:
      'Adds contacts: campaignId, and contacts, an array of records of add_record. A record may have a result, that of its only call, or call, an object with its result, and optionally date, telephone, agentId and activityCode.',
    run: addContacts,
  },
  'POST /control/results': {
    explain:
      'Calls a stored contact: campaignId, customerId and result. Or adds rows of detail: campaignId, and results, an array of objects with customer_id, date and any other column.',
    run: postResults,
  },
  'POST /control/board': {
    explain:
      'Changes the row of a campaign on the board: campaignId, and row, an object with shown (false leaves it out), values (columns with another value) and without (columns that are missing). An empty object restores it.',
    run: setBoard,
  },
  'POST /control/dial': {
    explain:
      'Calls the next contacts of every running predictive campaign: count, by default 1. Returns the number of calls.',
    run: dial,
  },
  'GET /control/skills': {
    explain: 'Every skill.',
    run: (simulator: Simulator) => simulator.skills(),
  },
  'POST /control/skills': {
    explain: 'Adds a skill: name, and optionally description, skillId and lastUse. Returns its skill_id.',
    run: addSkill,
  },
  'GET /control/counts': {
    explain:
      'mostInFlight: the peak of concurrent requests of one token. spent: the calls that used the quota of today.',
    run: (simulator: Simulator) => ({ mostInFlight: simulator.mostInFlight(), spent: simulator.spent() }),
  },
  'GET /control/now': {
    explain: 'Status for the control page: the behaviours that still apply, and the last requests, newest first.',
    run: simulatorStatus,
  },
  'GET /control/readings': {
    explain: "The readings in effect of the vendor's open facts.",
    run: (simulator: Simulator) => simulator.readings(),
  },
  'POST /control/readings': {
    explain: 'Changes readings, for example {"duplicates":"update"}.',
    run: setReadings,
  },
  'POST /control/behave': {
    explain:
      'Sets the behaviour of the next requests, for example {"preset":"slow"} or {"delayMs":500,"times":"always"}.',
    run: behave,
  },
  'POST /control/normal': {
    explain: 'Clears every behaviour; nothing else changes.',
    run: normal,
  },
  'POST /control/reset': {
    explain:
      "Clears requests, campaigns, contacts, added skills, behaviours, counts, today's used quota, and changes of readings.",
    run: reset,
  },
} as const satisfies Record<string, ControlCall>;

function help(): object {
  return {
    calls: explanations(CALLS),
    presets: explanations(PRESETS),
    readings: explainReadings(),
    behaviour: {
      preset: 'The name of a preset, with times, queue and api only; or, without preset, any of the following.',
      delayMs: 'Milliseconds from the arrival of the request to its answer.',
      create:
        'Part of a write that is carried out: true all, "half" the first half of its records, ids or fields, "second-half" the second half, false nothing; default true, or false if answer is set.',
      writeAfterMs: 'Milliseconds after the arrival at which the write is carried out; default 0, before the answer.',
      answer:
        'An object with status, body (string or object) and optionally headers, sent instead of the usual answer.',
      breakOff: BREAK_OFFS,
      times: 'Number of requests that use it up, default 1; "always" lasts until the next behave, normal or reset.',
      queue: 'true queues it behind the current behaviours; default false replaces them.',
      api: 'Only requests of this api use it up, for example create_campaign, add_record, stop, campaigns or token_info, or with its file, real_time.php?api=campaigns; default any request.',
    },
  };
}

function explanations(table: Record<string, { readonly explain: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([name, { explain }]) => [name, explain]));
}

function addCampaign(simulator: Simulator, body: string): object {
  // simulator.addCampaign validates its argument.
  const campaign = parse(body, '{"name":"Encuesta","type":"preview"}') as ExistingCampaign;
  return { campaign_id: simulator.addCampaign(campaign) };
}

function contacts(simulator: Simulator): object {
  const ids = simulator.campaigns().map(({ campaign_id }) => campaign_id);
  return Object.fromEntries(ids.map((id) => [id, simulator.contactsOf(id)]));
}

function addContacts(simulator: Simulator, body: string): object {
  const example = `{"campaignId":"5801","contacts":${CONTACTS_EXAMPLE}}`;
  const input = parse(body, example);
  assertInput(isRecord(input) && typeof input.campaignId === 'string', `The body must be as in ${example}.`);
  // simulator.addContacts validates them.
  simulator.addContacts(input.campaignId, input.contacts as ContactFields[]);
  return { records: simulator.contactsOf(input.campaignId).length };
}

function postResults(simulator: Simulator, body: string): object {
  const example = '{"campaignId":"5801","customerId":"1001","result":"BUSY"}';
  const input = parse(body, example);
  assertInput(isRecord(input), `The body must be as in ${example}.`);
  return 'results' in input ? addResults(simulator, input) : setResult(simulator, input, example);
}

function addResults(simulator: Simulator, { campaignId, results }: Record<string, unknown>): object {
  const example = `{"campaignId":"5801","results":${RESULTS_EXAMPLE}}`;
  assertInput(typeof campaignId === 'string' && Array.isArray(results), `The body must be as in ${example}.`);
  // simulator.addResults validates them.
  simulator.addResults(campaignId, results as ResultFields[]);
  return { results: results.length };
}

function setBoard(simulator: Simulator, body: string): object {
  const example = '{"campaignId":"5801","row":{"values":{"dial":"many"},"without":["clean"]}}';
  const input = parse(body, example);
  assertInput(isRecord(input) && typeof input.campaignId === 'string', `The body must be as in ${example}.`);
  // simulator.setBoard validates the row.
  simulator.setBoard(input.campaignId, input.row as BoardChanges);
  return { done: 'The next boards show the campaign so.' };
}

function dial(simulator: Simulator, body: string): object {
  const example = '{"count":10}';
  const input = body === '' ? {} : parse(body, example);
  assertInput(isRecord(input), `The body must be as in ${example}.`);
  // simulator.dial validates its argument.
  return { calls: simulator.dial(input.count as number | undefined) };
}

function setResult(simulator: Simulator, input: Record<string, unknown>, example: string): object {
  const { campaignId, customerId, result } = input;
  const isText = typeof campaignId === 'string' && typeof customerId === 'string' && typeof result === 'string';
  assertInput(isText, `The body must be as in ${example}.`);
  simulator.setResult(campaignId, customerId, result);
  return { done: 'The contact has the result.' };
}

function setReadings(simulator: Simulator, body: string): object {
  // simulator.setReadings validates its argument.
  simulator.setReadings(parse(body, '{"duplicates":"update"}') as Partial<Readings>);
  return simulator.readings();
}

function addSkill(simulator: Simulator, body: string): object {
  return { skill_id: simulator.addSkill(parse(body, '{"name":"Ventas"}') as ExistingSkill) };
}

async function behave(simulator: Simulator, body: string, onOrder: OnOrder): Promise<object> {
  // simulator.behave validates its argument.
  const behaviour = parse(body, '{"preset":"slow"}') as Behaviour;
  simulator.behave(behaviour);
  await onOrder(behaviour);
  return { done: 'The behaviour applies to the next requests.' };
}

function parse(body: string, example: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RangeError(`The body must be JSON, for example ${example}.`);
  }
}

async function normal(simulator: Simulator, _body: string, onOrder: OnOrder): Promise<object> {
  simulator.normal();
  await onOrder(null);
  return { done: 'The next requests get the usual answers.' };
}

async function reset(simulator: Simulator, _body: string, onOrder: OnOrder): Promise<object> {
  simulator.reset();
  await onOrder(null);
  return { done: 'Requests, campaigns, contacts, added skills, behaviours, readings and used quota are cleared.' };
}
