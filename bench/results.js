// Memory and upstream calls of a server that pages through 1,000,000 results of twelve months. `npm run bench:results`.
// RESULTS_PATTERN and RESULTS_ORDER: one case instead of all.
import { readFileSync, writeFileSync } from 'node:fs';

import { ask, start, stop } from './harness.js';

const ROWS = 1_000_000;
const CAP = 60_000;
const PAGE = 1_000;
const SPAN = { from: '2024-11-15T00:00:00', to: '2025-11-14T23:59:59' };
const MOST_MEMORY_MB = 80;
const MOST_CALLS = 1.2;

const query = `query ($from: CampaignTime!, $to: CampaignTime!, $first: Int, $after: String) {
  campaign(id: "default:1") {
    results(from: $from, to: $to, first: $first, after: $after) {
      complete
      pageInfo { hasNextPage endCursor }
      nodes { customerId phone at attempts result activityCode agentId connId contact { firstName lastName phones } }
    }
  }
}`;

const status = (pid, key) =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function read(url, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { ...SPAN, ...variables } }),
  });
  const { data, errors } = await response.json();
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.campaign.results;
}

async function readAll(url) {
  let rows = 0;
  let before = '9999';
  for (let after = null, more = true; more;) {
    const { nodes, complete, pageInfo } = await read(url, { first: PAGE, after });
    if (!complete) throw new Error('A page is not complete.');
    for (const { at } of nodes) {
      if (at > before) throw new Error('The results are not in order.');
      before = at;
    }
    rows += nodes.length;
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  if (rows !== ROWS) throw new Error(`${rows} of ${ROWS} results were read.`);
}

async function measure(pattern, order) {
  const upstream = await start('results-upstream.js', {
    ROWS: String(ROWS),
    PATTERN: pattern,
    ORDER: order,
    FROM: SPAN.from,
    TO: SPAN.to,
  });
  const { child, url } = await start('server.js', { WOLKVOX_BASE_URL: upstream.url, PORT: '0', HOST: '127.0.0.1' });
  await read(url, { first: 0 });
  const idleMb = status(child.pid, 'VmRSS');
  // Resets the peak, because the start needs more than an idle server.
  writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
  const startedAt = performance.now();
  await readAll(url);
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMb = status(child.pid, 'VmHWM') - idleMb;
  const { reports, cut } = await ask(upstream.child, {});
  child.kill();
  upstream.child.kill();
  const calls = reports / Math.ceil(ROWS / CAP);
  console.log(
    `${pattern}, ${order}: ${peakMb.toFixed(0)} MB above the ${idleMb.toFixed(0)} MB of an idle server ` +
      `(target: ${MOST_MEMORY_MB}, ${peakMb <= MOST_MEMORY_MB ? 'met' : 'MISSED'}); ` +
      `${reports} calls, ${cut} of them cut, ${calls.toFixed(2)} of the least possible ` +
      `(target: ${MOST_CALLS}, ${calls <= MOST_CALLS ? 'met' : 'MISSED'}); ${Math.round(ROWS / seconds)} results/s`,
  );
}

const { RESULTS_PATTERN, RESULTS_ORDER } = process.env;
try {
  for (const pattern of RESULTS_PATTERN ? [RESULTS_PATTERN] : ['even', 'office'])
    for (const order of RESULTS_ORDER ? [RESULTS_ORDER] : ['oldest', 'newest', 'none']) await measure(pattern, order);
} finally {
  stop();
}
