// Memory of a server that lists, filters and pages through 60,000 campaigns, compared with one that has read none.
// `npm run bench:list-memory`.
import { readFileSync } from 'node:fs';

import { start, stop } from './harness.js';

/** As many as an operation may have. */
const CAMPAIGNS = 60_000;
/** The memory that deploy/kubernetes requests. */
const MOST_MEMORY_MB = 256;
/** What else the machine does delays collections: of several servers the least disturbed one counts. */
const SERVERS = 4;

const query = `query ($first: Int, $after: String, $filter: CampaignFilter) {
  campaigns(first: $first, after: $after, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial skill { id }
    }
  }
}`;

/** The most memory that a process has ever had. */
function peakMb({ pid }) {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function read(url, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.campaigns;
}

async function work(url) {
  for (const filter of [{ nameContains: 'COBRANZA' }, { nameContains: 'nobody' }, { type: 'PREVIEW' }])
    await read(url, { first: 10, filter });
  let rows = 0;
  for (let after = null, more = true; more;) {
    const { nodes, pageInfo } = await read(url, { first: 1_000, after });
    rows += nodes.length;
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  if (rows !== CAMPAIGNS) throw new Error(`${rows} of ${CAMPAIGNS} campaigns were read.`);
}

try {
  const simulator = await start('simulator.js', { CAMPAIGNS: String(CAMPAIGNS) });
  const runs = [];
  for (let n = 0; n < SERVERS; n += 1) {
    const { child, url } = await start('server.js', { WOLKVOX_BASE_URL: simulator.url, PORT: '0', HOST: '127.0.0.1' });
    const before = peakMb(child);
    await work(url);
    runs.push({ before, after: peakMb(child) });
  }
  const least = runs.reduce((best, run) => (run.after < best.after ? run : best));
  console.log(
    `peak memory with ${CAMPAIGNS} campaigns: ${least.after.toFixed(0)} MB, ${(least.after / least.before).toFixed(2)} of ` +
      `the ${least.before.toFixed(0)} MB after the start (target: at most ${MOST_MEMORY_MB} MB, ` +
      `${least.after <= MOST_MEMORY_MB ? 'met' : 'MISSED'})`,
  );
} finally {
  stop();
}
