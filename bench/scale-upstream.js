// Upstream of the scaling benchmark: many operations, each with its own token and campaigns. It counts the calls of each token
// in flight. CREATE_MS, LIST_MS: durations of its calls. CAMPAIGNS: campaigns of each operation at the start.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const { CREATE_MS, LIST_MS, CAMPAIGNS } = process.env;
const MAX_IN_FLIGHT = 2;
const FIRST_ID = 100_001;

const row = (id, name) => ({
  campaign_id: String(id),
  campaign_name: name,
  campaign_description: 'Clientes con saldo',
  type_campaign: 'preview',
  status: 'Stopped',
  records: '0',
  speed: '0',
  dial_mode: 'strategy',
  last_use: '',
  recycled: '0',
  turbo_dial: 'no',
  skill_id: '4021',
});

const operations = new Map();
const operationOf = (token) => {
  let known = operations.get(token);
  if (known === undefined) {
    const rows = Array.from({ length: Number(CAMPAIGNS) }, (_, nth) => row(FIRST_ID + nth, `Cobranza ${nth}`));
    operations.set(token, (known = { rows, inFlight: 0 }));
  }
  return known;
};
const counts = { peak: 0, refused: 0, creations: 0, lists: 0, names: new Set() };

const server = createServer((request, response) => {
  const of = operationOf(request.headers['wolkvox-token']);
  of.inFlight += 1;
  counts.peak = Math.max(counts.peak, of.inFlight);
  void answer(of, request).then(([status, body]) => {
    // Before the response, because the caller may send the next call as soon as it has it.
    of.inFlight -= 1;
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  });
});

async function answer(of, request) {
  const body = request.method === 'GET' ? undefined : await json(request);
  if (of.inFlight > MAX_IN_FLIGHT) {
    counts.refused += 1;
    return [429, { code: '429', error: 'error', msg: 'Too many requests' }];
  }
  const api = new URL(request.url, 'http://upstream').searchParams.get('api');
  if (api === 'create_campaign') {
    await sleep(Number(CREATE_MS));
    counts.creations += 1;
    const created = row(FIRST_ID + of.rows.length, body.campaign_name);
    counts.names.add(created.campaign_name);
    of.rows.push(created);
    const data = [{ id_campaign: created.campaign_id, name_campaign: created.campaign_name }];
    return [201, { code: 201, error: null, msg: 'The campaign was created', data }];
  }
  await sleep(Number(LIST_MS));
  if (api !== 'campaigns') return [404, { code: '404', error: 'error', msg: 'No records were found' }];
  counts.lists += 1;
  return [200, { code: '200', error: null, msg: `${of.rows.length} records were found`, data: of.rows }];
}

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => process.send({ ...counts, names: counts.names.size }));
