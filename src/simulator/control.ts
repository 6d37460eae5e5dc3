/** The control calls: the simulator's own questions and orders over HTTP. They never count as requests to wolkvox. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAnswer } from './answer.js';
import { BREAK_OFFS, type Behaviour } from './behaviour.js';
import { PRESETS } from './behaviours.js';
import { DATA_HEADERS } from './elsewhere.js';
import type { ExistingCampaign, ExistingSkill } from './existing.js';
import { pathOf } from './ledger.js';
import { now } from './now.js';
import type { Settings } from './settings.js';
import type { Simulator } from './simulator.js';

export function isControlPath(path: string): boolean {
  return path === '/control' || path.startsWith('/control/');
}

/** Answers 200 with JSON, or 400 with {error: sentence}. */
export async function serveControl(
  simulator: Simulator,
  onOrder: OnOrder,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readText(request);
  const name = `${request.method} ${pathOf(request).replace(/\/$/, '')}`;
  try {
    if (!isCall(name)) throw new RangeError(`There is no call ${name}; there are ${Object.keys(CALLS).join(', ')}.`);
    const { run }: Call = CALLS[name];
    const told = await run(simulator, body, onOrder);
    sendAnswer(response, { status: 200, body: told, headers: DATA_HEADERS });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    sendAnswer(response, { status: 400, body: { error: error.message }, headers: DATA_HEADERS });
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

interface Call {
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
      'Adds a campaign as if it had always been there: name, type (preview or predictive), and if you like description, skillId, status (Started or Stopped), records, speed, dialMode, lastUse, recycled and turboDial. Answers its campaign_id.',
    run: addCampaign,
  },
  'GET /control/skills': {
    explain: 'Every skill there is.',
    run: (simulator: Simulator) => simulator.skills(),
  },
  'POST /control/skills': {
    explain: 'Adds a skill: name, and if you like description, skillId and lastUse. Answers its skill_id.',
    run: addSkill,
  },
  'GET /control/counts': {
    explain: 'mostInFlight: the most requests of one token at once; spent: calls of today that the quota has counted.',
    run: (simulator: Simulator) => ({ mostInFlight: simulator.mostInFlight(), spent: simulator.spent() }),
  },
  'GET /control/now': {
    explain: 'What the control page shows: the behaviours that wait for requests, and the last requests, newest first.',
    run: now,
  },
  'POST /control/behave': {
    explain:
      'Decides how the next requests are treated, for example {"preset":"slow"} or {"delayMs":500,"times":"always"}.',
    run: behave,
  },
  'POST /control/normal': {
    explain: 'Ends every behaviour; all else stays as it is.',
    run: normal,
  },
  'POST /control/reset': {
    explain: "Forgets requests, campaigns, added skills, behaviours, counts and today's spent calls.",
    run: reset,
  },
} as const satisfies Record<string, Call>;

function help(): object {
  return {
    calls: explained(CALLS),
    presets: explained(PRESETS),
    behaviour: {
      preset: 'The name of a preset, with times, queue and api only; or, without preset, any of the following.',
      delayMs: 'Milliseconds before the answer.',
      create: 'Whether the campaign is stored before answering; default true, but false when answer is given.',
      answer:
        'An object with status, body (string or object) and optionally headers, sent instead of the usual answer.',
      breakOff: BREAK_OFFS,
      times:
        'How many requests use the behaviour up, default 1; "always" lasts until the next behave, normal or reset.',
      queue: 'true waits behind the behaviours asked for before; default false replaces them.',
      api: 'Only requests of this api use it up, for example create_campaign, campaigns, skills or token_info; left out, requests of any kind.',
    },
  };
}

function explained(table: Record<string, { readonly explain: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([name, { explain }]) => [name, explain]));
}

function addCampaign(simulator: Simulator, body: string): object {
  // addCampaign checks whatever it is given, as behave does.
  const campaign = parse(body, '{"name":"Encuesta","type":"preview"}') as ExistingCampaign;
  return { campaign_id: simulator.addCampaign(campaign) };
}

function addSkill(simulator: Simulator, body: string): object {
  return { skill_id: simulator.addSkill(parse(body, '{"name":"Ventas"}') as ExistingSkill) };
}

async function behave(simulator: Simulator, body: string, onOrder: OnOrder): Promise<object> {
  // behave checks whatever it is given, so the cast promises nothing it relies on.
  const behaviour = parse(body, '{"preset":"slow"}') as Behaviour;
  simulator.behave(behaviour);
  await onOrder(behaviour);
  return { done: 'The next requests are treated so.' };
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
  return { done: 'The next requests are treated as usual.' };
}

async function reset(simulator: Simulator, _body: string, onOrder: OnOrder): Promise<object> {
  simulator.reset();
  await onOrder(null);
  return { done: 'Requests, campaigns, added skills, behaviours and spent calls are forgotten.' };
}
