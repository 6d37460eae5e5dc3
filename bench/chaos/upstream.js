// Fake wolkvox that follows its documentation and fails in every way that a network and a PHP back end can. It resets,
// stalls, rejects and sends contradictory answers. It shares no code with the product or its simulator.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_IN_FLIGHT = 2;

/** Results of a creation, by weight. `created…` creates the campaign, whatever the answer states. */
const CREATIONS = {
  created: 880,
  createdSlowly: 40,
  createdThenReset: 12,
  createdThenHang: 2,
  createdThen500: 5,
  createdThenGateway: 4,
  createdWithWarning: 4,
  createdCut: 4,
  createdEmpty: 4,
  createdWithTail: 3,
  createdWithoutData: 3,
  createdAs200: 6,
  resetBefore: 10,
  hangBefore: 2,
  gatewayBefore: 4,
  tooMany: 8,
  maintenance: 6,
  throttled: 4,
  invalid: 2,
};

/** Results of a list request, by weight. */
const LISTS = { whole: 920, slow: 30, behind: 15, reset: 10, error: 10, foreign404: 10, cut: 5 };

/**
 * Starts the upstream on a free loopback port. `callLimitMs` is its maximum time for one call; a stalled call takes up
 * to 80 % of it. Campaigns, calls and the peak of concurrent calls are counted by token.
 */
export async function startUpstream({ random, callLimitMs }) {
  const operations = new Map();
  const operation = (token) => {
    let known = operations.get(token);
    if (known === undefined)
      operations.set(token, (known = { campaigns: [], calls: 0, inFlight: 0, peak: 0, refused: 0 }));
    return known;
  };
  const behaviours = new Map();
  let lastId = 5800;

  const create = (of, sent, arrivedAt, behaviour) => {
    const id = String((lastId += 1));
    const { campaign_name: name, campaign_description: description, skill_id: skill } = sent;
    const row = JSON.stringify({
      campaign_id: id,
      campaign_name: name,
      campaign_description: description,
      type_campaign: 'preview',
      status: 'Stopped',
      records: '0',
      speed: '0',
      dial_mode: '',
      last_use: '',
      recycled: '0',
      turbo_dial: 'no',
      skill_id: skill,
    });
    of.campaigns.push({ id, name, behaviour, arrivedAt, createdAt: performance.now(), row });
    return id;
  };

  /** Applies the behaviour. Resolves when wolkvox has finished with the call, answered or not. */
  const creation = async (of, request, response, sent, arrivedAt) => {
    const behaviour = random.pick(CREATIONS);
    behaviours.set(behaviour, (behaviours.get(behaviour) ?? 0) + 1);
    const workMs = random.between(1, 12);
    const slowMs = random.between(100, 400);
    const hangMs = random.between(0.5, 0.8) * callLimitMs;
    await sleep(behaviour === 'createdSlowly' ? slowMs : behaviour.endsWith('hang') ? hangMs : workMs);
    const id = behaviour.startsWith('created') ? create(of, sent, arrivedAt, behaviour) : undefined;
    const success = envelope(201, 'The # campaign_id has been created successfully', [
      { id_campaign: id, name_campaign: sent.campaign_name },
    ]);
    switch (behaviour) {
      case 'created':
      case 'createdSlowly':
        return answer(response, 201, success);
      case 'createdAs200':
        return answer(response, 200, success.replace('"code":201', '"code":"201"'));
      case 'createdThenReset':
      case 'resetBefore':
        return request.socket.resetAndDestroy();
      case 'createdThenHang':
      case 'hangBefore':
        return request.socket.destroy();
      case 'createdThen500':
        return answer(response, 500, envelope(500, 'Internal Server Error', null));
      case 'createdThenGateway':
      case 'gatewayBefore':
        return answer(response, 502, '<html><body>502 Bad Gateway</body></html>');
      case 'createdWithWarning':
        return answer(
          response,
          201,
          `<br />\n<b>Warning</b>: Undefined index {"a":1} in <b>x.php</b><br />\n${success}`,
        );
      case 'createdCut':
        return answer(response, 201, success.slice(0, Math.floor(success.length / 2)));
      case 'createdEmpty':
        return answer(response, 201, '');
      case 'createdWithTail':
        return answer(response, 201, `${success}{"log":"done"}`);
      case 'createdWithoutData':
        return answer(response, 201, envelope(201, 'The # campaign_id has been created successfully', null));
      case 'tooMany':
        return answer(response, 403, envelope(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)', null));
      case 'maintenance':
        return answer(response, 403, envelope(403, 'The API is not available during the server backup', null));
      case 'throttled':
        return answer(response, 429, envelope(429, 'Too Many Requests', null));
      case 'invalid':
        return answer(response, 406, envelope(406, 'Not Acceptable', null));
    }
  };

  const list = async (of, request, response) => {
    const behaviour = random.pick(LISTS);
    const behindMs = random.between(50, 0.2 * callLimitMs);
    await sleep(behaviour === 'slow' ? random.between(100, 500) : random.between(1, 10));
    if (behaviour === 'reset') return request.socket.resetAndDestroy();
    if (behaviour === 'error') return answer(response, 500, envelope(500, 'Internal Server Error', null));
    if (behaviour === 'foreign404') return answer(response, 404, envelope(404, 'no route matches', null));
    const shownUntil = performance.now() - (behaviour === 'behind' ? behindMs : 0);
    const rows = of.campaigns.filter(({ createdAt }) => createdAt <= shownUntil).map(({ row }) => row);
    const text = `{"code":"200","error":null,"msg":"${rows.length} records were found","data":[${rows.join(',')}]}`;
    return answer(response, 200, behaviour === 'cut' ? text.slice(0, text.length / 2) : text);
  };

  const server = createServer((request, response) => {
    const arrivedAt = performance.now();
    const of = operation(request.headers['wolkvox-token']);
    of.calls += 1;
    of.inFlight += 1;
    of.peak = Math.max(of.peak, of.inFlight);
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const work = async () => {
      await new Promise((resolve) => request.once('close', resolve).once('end', resolve));
      // An incomplete request does not count.
      if (!request.complete) return;
      if (of.inFlight > MAX_IN_FLIGHT) {
        of.refused += 1;
        answer(response, 403, envelope(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)', null));
        return;
      }
      const api = new URL(request.url, 'http://upstream').searchParams.get('api');
      if (api === 'create_campaign')
        await creation(of, request, response, JSON.parse(Buffer.concat(chunks).toString()), arrivedAt);
      else if (api === 'campaigns') await list(of, request, response);
      else answer(response, 400, envelope(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST', null));
    };
    void work().finally(() => (of.inFlight -= 1));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    operations,
    behaviours,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const envelope = (code, msg, data) =>
  JSON.stringify({ code, error: code < 300 ? null : 'error', msg, ...(data === null ? {} : { data }) });

function answer(response, status, text) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}
