import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { createRandom } from '../../bench/chaos/random.js';

/** How the open facts of wolkvox are read. */
export interface Readings {
  /** A record with a known customer id is added beside it, or replaces it. */
  readonly duplicates: 'add' | 'update';
  /** `campaign_status` of an upload sets the status, or only repeats it. */
  readonly campaignStatus: 'desired' | 'present';
  /** Number of lists that show the old number of contacts after a change. */
  readonly lag: number;
}

/** Change of a world. Calls that change nothing leave none. */
export interface Change {
  readonly api: string;
  /** On the clock of performance.now. `at`: when it was carried out. */
  readonly arrivedAt: number;
  readonly at: number;
  readonly what: 'started' | 'stopped' | 'paced' | 'edited' | 'added' | 'cleared' | 'removed' | 'deleted' | 'scheduled';
  /** The campaign right after the change. */
  readonly name: string;
  readonly status: Status;
  readonly contacts: number;
  /** The records of `added`. */
  readonly records: readonly Contact[];
}

type Status = 'Started' | 'Stopped';
type Contact = Readonly<Record<string, string>>;
interface Campaign {
  name: string;
  status: Status;
  speed: string;
  contacts: Contact[];
  shown: { readonly count: number; lists: number } | undefined;
}

/** One operation of wolkvox: a campaign, what happened to it, and how calls fail. */
export class World {
  /** The only campaign. undefined: it was deleted. */
  campaign: Campaign | undefined;
  readonly changes: Change[] = [];
  inFlight = 0;
  mostInFlight = 0;

  /** @param processingMs Longest time for which a call is processed. */
  constructor(
    readonly readings: Readings,
    readonly random: ReturnType<typeof createRandom>,
    readonly processingMs: number,
    contacts: number,
  ) {
    const known = Array.from({ length: contacts }, (_, nth): Contact => ({ customer_id: `old-${nth}` }));
    this.campaign = { name: 'Vida', status: 'Stopped', speed: '0', contacts: known, shown: undefined };
  }

  /** Number of the campaign. Every world has another one. */
  readonly number = String(7_000 + (worlds += 1));

  /** Returns what a list shows now. */
  shown(): { readonly name: string; readonly contacts: number } {
    const { campaign } = this;
    const old = campaign?.shown !== undefined && campaign.shown.lists > 0 ? campaign.shown.count : undefined;
    return { name: campaign?.name ?? '', contacts: old ?? campaign?.contacts.length ?? 0 };
  }

  /** Returns one of the values. */
  pick<Value>(...values: readonly Value[]): Value {
    return values[Math.floor(this.random.between(0, values.length))] as Value;
  }
}

let worlds = 0;

/** An upstream of many worlds, each selected by its token. It follows the facts and shares no code with the simulator. */
export async function startWorlds(): Promise<{
  readonly url: string;
  readonly worlds: Map<string, World>;
  readonly close: () => Promise<void>;
}> {
  const byToken = new Map<string, World>();
  const watch = setInterval(() => stalls.tick(), 10);
  const server = createServer((request, response) => {
    const world = byToken.get(String(request.headers['wolkvox-token']));
    if (world === undefined) response.writeHead(403).end();
    else void serve(world, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    worlds: byToken,
    close: () =>
      new Promise((resolve) => {
        clearInterval(watch);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Stalls of the event loop, which a busy machine causes. */
const stalls = {
  lastTick: performance.now(),
  until: 0,
  tick(): void {
    const now = performance.now();
    if (now - this.lastTick > LONGEST_TURN_MS) this.until = now + LONGEST_TURN_MS;
    this.lastTick = now;
  },
  isRecent(): boolean {
    this.tick();
    return performance.now() < this.until;
  },
};
const LONGEST_TURN_MS = 250;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const answer = (status: number, msg: string, data?: unknown): Answer => ({
  status,
  body: { code: String(status), error: status < 300 ? null : 'Error', msg, ...(data !== undefined && { data }) },
});

/** What happens to a call. Each has the weight of its number. */
const FAULTS = {
  none: 60,
  lostBefore: 5,
  lostAfter: 5,
  lostThenDone: 5,
  half: 4,
  slow: 5,
  htmlAfter: 3,
  serverErrorBefore: 3,
  serverErrorAfter: 3,
  cutShort: 3,
  refused: 8,
} as const;
type Fault = keyof typeof FAULTS;

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedAt = performance.now();
  world.inFlight += 1;
  world.mostInFlight = Math.max(world.mostInFlight, world.inFlight);
  try {
    let text = '';
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://wolkvox').searchParams);
    const call = {
      api: query.api ?? '',
      query,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      arrivedAt,
    };
    if (world.inFlight > 2) {
      send(response, answer(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'));
      return;
    }
    await respond(world, call, world.random.pick(FAULTS), response);
  } catch {
    // The client has disconnected.
  } finally {
    world.inFlight -= 1;
  }
}

async function respond(world: World, call: Call, fault: Fault, response: ServerResponse): Promise<void> {
  const shortly = (): Promise<void> => sleep(world.random.between(0, world.processingMs));
  const lose = (): void => {
    response.destroy();
  };
  switch (fault) {
    case 'lostBefore':
      lose();
      break;
    case 'lostAfter':
      carryOut(world, call);
      lose();
      break;
    case 'lostThenDone':
      lose();
      // After a stall it could be carried out later than wolkvox would: the server counts from the time of sending.
      // Not awaited: a call whose connection wolkvox has ended does not count as one in flight.
      if (!stalls.isRecent()) void shortly().then(() => carryOut(world, call));
      break;
    case 'half':
      carryOut(world, Array.isArray(call.body) ? { ...call, body: halfOf(world, call.body) } : call);
      lose();
      break;
    case 'slow':
      if (world.random.chance(0.5)) {
        await shortly();
        send(response, carryOut(world, call));
      } else {
        const done = carryOut(world, call);
        await shortly();
        send(response, done);
      }
      break;
    case 'htmlAfter':
      carryOut(world, call);
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>gateway</html>');
      break;
    case 'serverErrorBefore':
      response.writeHead(world.pick(500, 502, 503)).end('<html>error</html>');
      break;
    case 'serverErrorAfter': {
      const { body } = carryOut(world, call);
      send(response, { status: 500, body });
      break;
    }
    case 'cutShort': {
      const body = JSON.stringify(carryOut(world, call).body);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 10 });
      response.write(body.slice(0, Math.floor(world.random.between(0, body.length))));
      await sleep(1);
      lose();
      break;
    }
    case 'refused':
      send(response, refusal(world, call));
      break;
    case 'none':
      send(response, carryOut(world, call));
      break;
  }
}

const send = (response: ServerResponse, { status, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** The first half, the last half, or every other record. */
function halfOf(world: World, records: readonly unknown[]): readonly unknown[] {
  const half = Math.ceil(records.length / 2);
  return world.pick(
    records.slice(0, half),
    records.slice(half),
    records.filter((_, nth) => nth % 2 === 0),
  );
}

/** Refusals without an effect. A look-up that finds nothing has a 404 with an undocumented text, so no other look-up has one. */
const refusal = (world: World, { api }: Call): Answer =>
  world.pick(
    answer(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
    answer(403, 'The API is not available during the server backup'),
    answer(404, 'You must turn off a predictive before starting this one, you currently have 2 active predictives'),
    answer(
      404,
      'You are uploading (900) records to the system. According to quantity active licenses, You can upload 500 records. Try again.',
    ),
    answer(404, 'The campaign has not been started, please validate the data'),
    answer(400, 'SOME PARAMETERS ARE REQUIRED'),
    answer(406, 'The value is invalid'),
    answer(api === 'find_record' ? 400 : 404, 'An undocumented text'),
  );

interface Call {
  readonly api: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly arrivedAt: number;
}

/** Carries a call out, and returns its usual response. */
function carryOut(world: World, call: Call): Answer {
  const { api, query } = call;
  const campaign = world.campaign;
  if (api === 'campaigns') return list(world, query.campaign);
  const named =
    api === 'delete_campaign' ? String((call.body as { campaign_ids: unknown[] }).campaign_ids[0]) : query.campaign_id;
  if (campaign === undefined || named !== world.number)
    return answer(404, `Campaign_id ${named ?? ''} does not exist in your operation.`);
  const change = (what: Change['what'], records: readonly Contact[] = []): void => {
    const { name, status, contacts } = campaign;
    const { arrivedAt } = call;
    const at = performance.now();
    world.changes.push({ api, arrivedAt, at, what, name, status, contacts: contacts.length, records });
  };
  const setStatus = (status: Status): boolean => {
    if (campaign.status === status) return false;
    campaign.status = status;
    change(status === 'Started' ? 'started' : 'stopped');
    return true;
  };
  /** Returns the removed contacts. */
  const keep = (isKept: (contact: Contact) => boolean, what: Change['what']): number => {
    const before = campaign.contacts.length;
    const kept = campaign.contacts.filter(isKept);
    if (kept.length === before) return 0;
    showOldCount(world, campaign);
    campaign.contacts = kept;
    change(what);
    return before - kept.length;
  };
  switch (api) {
    case 'start':
      return setStatus('Started')
        ? answer(202, `The ${world.number} campaign_id has been started successfully`)
        : answer(404, 'The campaign has not been started, please validate the data');
    case 'stop':
      setStatus('Stopped');
      return answer(202, `The ${world.number} campaign_id has been stopped successfully`);
    case 'speed': {
      const { speed } = call.body as { speed: string };
      if (speed !== campaign.speed) {
        campaign.speed = speed;
        change('paced');
      }
      return answer(202, `The ${world.number} campaign_id has been updated successfully`);
    }
    case 'edit_campaign': {
      const { campaign_name: name } = call.body as { campaign_name?: string };
      if (name !== undefined && name !== campaign.name) {
        campaign.name = name;
        change('edited');
      }
      return answer(200, 'The campaign has been edited successfully', [call.body]);
    }
    case 'recall':
      change('scheduled');
      return answer(202, 'The recall has been scheduled successfully');
    case 'add_record':
      return addRecords(world, campaign, call.body as Contact[], query.campaign_status, change, setStatus);
    case 'find_record': {
      const found = campaign.contacts.filter(({ customer_id }) => customer_id === query.customer_id);
      if (found.length > 0)
        return answer(
          200,
          `${found.length} records were found`,
          found.map((contact) => asFound(world, contact)),
        );
      return world.pick(answer(404, 'No records were found'), answer(200, '0 records were found', []));
    }
    case 'clear_campaign':
      return keep(() => false, 'cleared') > 0
        ? answer(202, 'The campaign has been cleared successfully')
        : answer(404, 'The campaign has no records');
    case 'remove_record': {
      const ids = new Set((call.body as { customer_id: string }).customer_id.split(','));
      keep(({ customer_id = '' }) => !ids.has(customer_id), 'removed');
      return answer(202, `The ${[...ids][0] ?? ''} customer_id has been removed successfully`);
    }
    case 'delete_campaign':
      change('deleted');
      world.campaign = undefined;
      return answer(200, '1 campaigns deleted successfully. 0 operations failed.');
    default:
      return answer(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST');
  }
}

const asFound = ({ number }: World, contact: Contact): object => ({
  campaign_id: number,
  calls: '0',
  result: '',
  conn_id: '',
  ...contact,
});

function list({ campaign, number }: World, id: string | undefined): Answer {
  if (campaign === undefined || (id !== undefined && id !== number))
    return answer(
      404,
      id === undefined ? 'No records were found' : `Campaign_id ${id} does not exist in your operation.`,
    );
  let count = campaign.contacts.length;
  if (campaign.shown !== undefined && campaign.shown.lists > 0) {
    campaign.shown.lists -= 1;
    count = campaign.shown.count;
  }
  return answer(200, '1 records were found', [
    {
      campaign_id: number,
      campaign_name: campaign.name,
      campaign_description: '',
      type_campaign: 'predictive',
      status: campaign.status,
      records: String(count),
      speed: campaign.speed,
      dial_mode: 'linear',
      last_use: '',
      recycled: '0',
      turbo_dial: 'no',
    },
  ]);
}

function showOldCount({ readings }: World, campaign: Campaign): void {
  campaign.shown = { count: campaign.contacts.length, lists: readings.lag };
}

function addRecords(
  world: World,
  campaign: Campaign,
  records: readonly Contact[],
  status: string | undefined,
  change: (what: Change['what'], records: readonly Contact[]) => void,
  setStatus: (status: Status) => boolean,
): Answer {
  if (records.length > 0) showOldCount(world, campaign);
  for (const record of records) {
    const known = campaign.contacts.findIndex(({ customer_id }) => customer_id === record.customer_id);
    if (known >= 0 && world.readings.duplicates === 'update') campaign.contacts[known] = record;
    else campaign.contacts.push(record);
  }
  if (records.length > 0) change('added', records);
  if (world.readings.campaignStatus === 'desired' && status !== undefined)
    setStatus(status === 'stop' || status === 'stopped' ? 'Stopped' : 'Started');
  return answer(201, 'All records has been added successfully', [{ total_registers: String(records.length) }]);
}
