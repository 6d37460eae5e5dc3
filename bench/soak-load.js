// Load of the soak test. Each load is a loop that runs until it is stopped and waits while it is paused. Its concurrent
// requests and connections are bounded.
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Agent, request } from 'undici';

/** A full page of 1,000 campaigns is about 450 kB; this many aliases of it are 1.3 MiB. */
const LARGE = `{ ${[1, 2, 3].map((nth) => `large${nth}: campaigns(first: 1000) { nodes { id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial } }`).join(' ')} }`;
const FIELDS =
  'id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial'.split(' ');
const LANGUAGES = ['es-CO', 'es', 'en-US,en;q=0.9', 'fr;q=0.4, es;q=0.3'];
const CREATE = `mutation Create($input: CreateCampaignInput!) {
  createCampaign(input: $input) { __typename ... on CreateCampaignSuccess { campaign { id } } ... on WolkvoxError { code } }
}`;

/** Starts every load against a server. `sample` contains campaigns of the upstream's list. */
export function startLoads(url, { firstId, campaigns }, { stalledReaders, stalledRequests }) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ connections: 12, pipelining: 1 });
  /** Responses by status; those below are of raw connections. */
  const statuses = {};
  const counts = { requests: 0, cutReaders: 0, hangUps: 0, pipelined: 0 };
  const raw = new Set();
  const state = { stopped: false, paused: false, idle: 0, loops: 0 };
  let longestMs = 0;

  const send = async (body, headers = {}) => {
    counts.requests += 1;
    const response = await request(`${url}/graphql`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.body.text();
    statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
    return text;
  };
  const anyId = () => `default:${firstId + randomInt(campaigns)}`;
  const open = () => {
    const socket = connect(Number(port), hostname);
    raw.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => raw.delete(socket));
    return socket;
  };
  const httpPost = (query) => {
    const body = JSON.stringify({ query });
    return (
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  };

  /** Returns a unique document of 20 to 1,900 tokens, with its own name, variables and language. */
  const anyDocument = () => {
    const name = `Q${randomUUID().replaceAll('-', '')}`;
    const aliases = Array.from({ length: 1 + randomInt(28) }, (_, nth) => {
      const field = FIELDS[randomInt(FIELDS.length)];
      return `${field}${randomInt(1_000_000)}x${nth}: ${field}`;
    });
    const fragments = Array.from({ length: randomInt(20) }, (_, nth) => `...F${nth}`);
    const definitions = fragments.map(
      (_, nth) => `fragment F${nth} on Campaign { ${FIELDS.join(' ').repeat(1 + randomInt(7))} }`,
    );
    const query = `query ${name}($first: Int, $text: String) {
      campaigns(first: $first, filter: { nameContains: $text }) { totalCount nodes { ${aliases.join(' ')} ${fragments.join(' ')} } }
    } ${definitions.join(' ')}`;
    // A search in 60,000 names takes longer than everything else.
    const text = randomInt(8) === 0 ? `número ${randomInt(campaigns)}` : null;
    return { query, variables: { first: 1 + randomInt(5), text } };
  };

  const WRONG = [
    () => send('{'),
    () => send('[]'),
    () => send({ query: `{ campaigns { nodes { unknown${randomInt(1_000_000)} } } }` }),
    () => send({ query: `{ campaigns(first: "${randomUUID()}") { totalCount } }` }),
    () => send({ query: `{ campaign(id: "${randomUUID()}") { id } }` }),
    () => send({ query: `query ($a: Int!) { campaigns(first: $a) { totalCount } }`, variables: { a: randomUUID() } }),
    () => send({ query: '{ '.repeat(50) }),
    () => send({ query: `{ ${Array.from({ length: 2_500 }, (_, nth) => `f${nth}`).join(' ')} }` }),
    () => send('x'.repeat(400_000)),
    () => send({ query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: randomUUID() } } }),
  ];

  const LOADS = {
    documents: {
      loops: 4,
      waitMs: 5,
      turn: () => send(anyDocument(), { 'accept-language': `${LANGUAGES[randomInt(4)]}, x-${randomInt(1_000_000)}` }),
    },
    repeated: {
      loops: 2,
      waitMs: 5,
      turn: () => send({ query: '{ campaigns(first: 20) { nodes { id name type status } } }' }),
    },
    byId: {
      loops: 2,
      waitMs: 5,
      turn: () =>
        send({ query: 'query ($id: ID!) { campaign(id: $id) { id name skill { id } } }', variables: { id: anyId() } }),
    },
    creations: {
      loops: 1,
      waitMs: 700,
      turn: async () => {
        const key = randomUUID();
        const input = { type: 'PREVIEW', name: `Encuesta ${key}`, skillId: '4021', idempotencyKey: key };
        await send({ query: CREATE, variables: { input } });
        // A repeat, and a read of another campaign.
        await send({ query: CREATE, variables: { input } });
        await send({ query: `{ campaign(id: "${anyId()}") { name } }` });
      },
    },
    wrong: { loops: 1, waitMs: 30, turn: () => WRONG[randomInt(WRONG.length)]() },
    hangUps: {
      loops: 1,
      waitMs: 50,
      turn: async () => {
        const socket = open();
        socket.write(httpPost(anyDocument().query));
        counts.requests += 1;
        counts.hangUps += 1;
        await pause(randomInt(20));
        socket.destroy();
      },
    },
    pipelined: {
      loops: 1,
      waitMs: 100,
      turn: async () => {
        const socket = open();
        const many = 20;
        socket.write(httpPost('{ campaigns(first: 3) { totalCount nodes { name } } }').repeat(many));
        counts.requests += many;
        await answersOf(socket, many, (status) => {
          counts.pipelined += 1;
          statuses[status] = (statuses[status] ?? 0) + 1;
        });
        socket.destroy();
      },
    },
    stalled: {
      loops: stalledReaders,
      waitMs: 100,
      turn: async () => {
        const socket = open();
        socket.pause();
        socket.write(httpPost(LARGE).repeat(stalledRequests));
        counts.requests += stalledRequests;
        // Writes until the server closes the connection, which a paused socket does not notice otherwise.
        while (!socket.destroyed && !state.paused && !state.stopped) {
          await pause(250);
          if (socket.writable) socket.write('\r\n');
        }
        if (!state.paused && !state.stopped) counts.cutReaders += 1;
        socket.destroy();
      },
    },
    health: {
      loops: 1,
      waitMs: 50,
      turn: async () => {
        const startedAt = performance.now();
        const response = await request(`${url}/livez`, { dispatcher: healthAgent });
        await response.body.dump();
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      },
    },
  };
  const healthAgent = new Agent({ connections: 1 });

  const run = async ({ waitMs, turn }) => {
    state.loops += 1;
    while (!state.stopped) {
      if (state.paused) {
        state.idle += 1;
        while (state.paused && !state.stopped) await pause(20);
        state.idle -= 1;
        continue;
      }
      try {
        await turn();
      } catch (error) {
        // The server closed it or has ended; the soak test detects the latter.
        const cause = error.code ?? error.name;
        statuses[cause] = (statuses[cause] ?? 0) + 1;
        await pause(100);
      }
      await pause(waitMs);
    }
  };
  const loops = Object.values(LOADS).flatMap((load) => Array.from({ length: load.loops }, () => run(load)));

  return {
    counts,
    statuses,
    /** Sends one more request. */
    send,
    /** Returns the longest duration of /livez since the last call, in milliseconds. */
    takeLongestMs: () => {
      const taken = longestMs;
      longestMs = 0;
      return taken;
    },
    /** Resolves when nothing is in flight. */
    pause: async () => {
      state.paused = true;
      while (state.idle < state.loops) await pause(20);
      for (const socket of raw) socket.destroy();
    },
    resume: () => {
      state.paused = false;
    },
    stop: async () => {
      state.stopped = true;
      for (const socket of raw) socket.destroy();
      await Promise.all(loops);
      await Promise.all([agent.close(), healthAgent.close()]);
    },
  };
}

/** Resolves after this many responses, or when the connection has ended. */
function answersOf(socket, many, answered) {
  return new Promise((resolve) => {
    let rest = Buffer.alloc(0);
    let count = 0;
    socket.once('close', resolve);
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = rest.toString('latin1', 0, end);
        const until = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (rest.length < until) return;
        rest = rest.subarray(until);
        answered(head.slice(9, 12));
        count += 1;
        if (count === many) resolve();
      }
    });
  });
}
