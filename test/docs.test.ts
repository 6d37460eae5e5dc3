import { dirname, join } from 'node:path/posix';

import { describe, expect, it } from '@jest/globals';

import { buildSchema, isObjectType } from 'graphql';

import { ConfigError, readConfig } from '../src/config/config.js';
import type { Failure } from '../src/domain/failure.js';
import { argumentError, readError } from '../src/graphql/errors/localized-error.js';
import { startSimulator } from '../packages/simulator/src/simulator.js';
import { listCampaigns } from '../src/wolkvox/endpoints/list-campaigns.js';
import { listSkills } from '../src/wolkvox/endpoints/list-skills.js';
import { readBoard } from '../src/wolkvox/endpoints/read-board.js';
import { tokenInfo } from '../src/wolkvox/endpoints/token-info.js';
import { OUTCOME_RULES } from '../src/wolkvox/outcome-rules.js';
import {
  anchorsOf,
  DOCUMENTS,
  exists,
  filesBelow,
  linksOf,
  read,
  rowsOf,
  section,
  words,
} from './support/documents.js';
import { TOKEN } from './support/product.js';

const manifest = JSON.parse(read('package.json')) as { scripts: object };

/** The first fenced block of a language. */
const block = (text: string, language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';

describe('every document', () => {
  it.each(DOCUMENTS)('links to files and headings that exist: %s', (document) => {
    const broken = linksOf(read(document)).filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      return !exists(target) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('is in the table of docs/README.md', () => {
    const listed = linksOf(read('docs/README.md')).map((path) => join('docs', path));
    const pages = DOCUMENTS.filter((path) => !path.startsWith('docs/reference/') && path !== 'docs/README.md');
    expect(listed.filter((path) => !path.startsWith('docs/reference/')).sort()).toEqual(pages.sort());
  });

  it.each(['SECURITY.md', 'docs/guides/errors.md'])('names folders and files of tests that exist: %s', (document) => {
    const named = [...read(document).matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });
});

describe('docs/reference/configuration.md', () => {
  const sources = filesBelow('src/config/', '.ts').map(read).join('\n');
  const variables = (text: string): Set<string> =>
    new Set(
      [
        ...text.matchAll(
          /\b(?:WOLKVOX|AUTH|CACHE|REDIS|CORS|TRUST|TRUSTED|LIMIT|SHUTDOWN|METRICS|OTEL)_[A-Z_]*[A-Z]\b|\b(?:PORT|HOST|ALLOWED_HOSTS|KEEP_ALIVE_MS|EXPLORER|INTROSPECTION|LOG_LEVEL)\b/g,
        ),
      ].map(([word]) => word),
    );

  const documented = variables(read('docs/reference/configuration.md'));
  // A code of errors that has the form of a variable.
  documented.delete('LIMIT_EXCEEDED');

  it('describes every variable that the server reads, and no other', () => {
    expect(documented).toEqual(variables(sources));
  });

  it.each([
    {},
    { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: TOKEN },
    { AUTH_MODE: 'jwt', AUTH_JWT_JWKS_URL: 'https://id.example/', AUTH_JWT_ISSUER: 'a', AUTH_JWT_AUDIENCE: 'b' },
  ])('describes no variable that the server reports as unknown: %j', (mode) => {
    const taken = [...documented].filter((name) => {
      try {
        const valid = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN, ...mode };
        return readConfig({ ...valid, [name]: '1' }).unknownVariables.includes(name);
      } catch (error) {
        // An error that names the variable proves that it is read. Names of OpenTelemetry are never reported as unknown.
        return !name.startsWith('OTEL_') && !(error instanceof ConfigError && error.message.includes(name));
      }
    });
    expect(taken).toEqual([]);
  });

  it.each([
    'README.md',
    'README.es.md',
    'SECURITY.md',
    'docs/guides/access.md',
    'docs/guides/deploying.md',
    'docs/guides/runbook.md',
    'compose.yaml',
  ])('describes the variables that %s names', (file) => {
    const known = variables(sources);
    const unknown = [...variables(read(file))].filter((name) => !known.has(name));
    // A code of errors, and examples: a misspelled name and a variable of compose.yaml.
    const expected = ['LIMIT_EXCEEDED', 'LIMIT_DEPHT', 'REDIS_PASSWORD'];
    expect(unknown.filter((name) => !expected.includes(name))).toEqual([]);
  });
});

describe('docs/guides/deploying.md', () => {
  const rows = rowsOf(section(read('docs/guides/deploying.md'), '## Behind a balancer')).filter(
    ([name]) => name !== 'balancer',
  );
  const keepAliveMsOf = (variables: Record<string, string>): number =>
    readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN, ...variables }).http.keepAliveMs;

  it('names the most frequent balancers', () => {
    const names = rows.map(([name]) => name).join();
    for (const name of ['AWS', 'nginx', 'Azure', 'Google']) expect(names).toContain(name);
  });

  it.each(rows)('keeps connections open for longer than the balancer: %s', (_name, idle = '', keepAlive = '') => {
    const [idleS, keepAliveMs] = [idle, keepAlive].map((cell) => /^\d+/.exec(cell)?.[0] ?? '');
    const isDefault = keepAlive.includes('default');
    const takenMs = keepAliveMsOf(isDefault ? {} : { KEEP_ALIVE_MS: keepAliveMs ?? '' });
    expect(takenMs).toBe(Number(keepAliveMs));
    expect(takenMs).toBeGreaterThan(Number(idleS) * 1000 + 10_000);
  });
});

describe('docs/guides/runbook.md', () => {
  const sources = filesBelow('src/', '.ts').map(read).join('\n');

  it('quotes log messages that the server writes', () => {
    const quoted = [...read('docs/guides/runbook.md').matchAll(/"msg":"([^"]+)"/g)].map(([, message]) => message ?? '');
    expect(quoted.length).toBeGreaterThan(20);
    // Some are composed: a text, a colon and a reason.
    const parts = quoted.flatMap((message) => message.split(/: |…/)).map((part) => part.trim());
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
  });

  it('names only outcomes of calls that exist', () => {
    const outcomes: readonly string[] = OUTCOME_RULES.map(({ id }) => id);
    const named = [
      ...read('docs/guides/runbook.md').matchAll(/outcomes?\s+(`[a-z-]+`(?:\s+(?:or|and)\s+`[a-z-]+`)?)/g),
    ];
    expect(named.length).toBeGreaterThan(5);
    expect(named.flatMap(([, text]) => words(text)).filter((outcome) => !outcomes.includes(outcome))).toEqual([]);
  });
});

describe('docs/guides/releasing.md', () => {
  it('names scripts and files that exist', () => {
    const releasing = read('docs/guides/releasing.md');
    const scripts = [...releasing.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, script]) => script ?? '');
    expect(scripts).toContain('schema:release');
    // The others are npm's own.
    expect(scripts.filter((script) => !(script in manifest.scripts) && !['pack', 'publish'].includes(script))).toEqual(
      [],
    );
    const files = [...releasing.matchAll(/\b(?:schema|test)\/[a-z.-]+/g)].map(([path]) => path);
    expect(files).toContain('schema/released.graphql');
    expect(files.filter((path) => !exists(path))).toEqual([]);
  });
});

describe('docs/guides/simulator.md', () => {
  it('shows behaviours, contacts, results and readings that the simulator takes', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    simulator.addCampaign({ name: 'one', type: 'predictive' });
    const shown = [...read('docs/guides/simulator.md').matchAll(/(\/control\/\w+) -d '(\{.*\})'/g)];
    const statuses = await Promise.all(
      shown.map(async ([, path = '', body = '']) => {
        const { status } = await fetch(simulator.url + path, { method: 'POST', body });
        return `${path} ${status}`;
      }),
    );
    await simulator.close();
    const behaviours = Array.from({ length: 4 }, () => '/control/behave 200');
    const data = ['contacts', 'results', 'dial', 'results', 'board', 'board', 'readings'];
    expect(statuses).toEqual([...data.map((path) => `/control/${path} 200`), ...behaviours]);
  });

  it('shows a campaign and a skill that can be added, and names all that may be said of one', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const text = read('docs/guides/simulator.md');
    const shown = [...text.matchAll(/(\/control\/\w+) --data '(\{.*\})'/g)];
    const add = async (path: string, body: string): Promise<{ status: number; text: string }> => {
      const response = await fetch(simulator.url + path, { method: 'POST', body });
      return { status: response.status, text: await response.text() };
    };
    const added = await Promise.all(shown.map(([, path = '', body = '']) => add(path, body)));
    const refused = await Promise.all(shown.map(([, path = '']) => add(path, '{"unheard":1}')));
    await simulator.close();
    expect(added.map(({ status }) => status)).toEqual([200, 200]);
    const optional = refused.map(({ text: says }) => /it may have (?:name, )(?:type, )?(.*)\./.exec(says)?.[1] ?? '');
    expect(optional[0]).toContain('turboDial');
    expect(optional[1]).toContain('lastUse');
    for (const field of optional.join(', ').split(', ')) expect(text).toContain(`\`${field}\``);
  });

  it('names every control call, reading and api there is', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const help = (await (await fetch(`${simulator.url}/control`)).json()) as { calls: object; readings: object };
    await simulator.close();
    const text = read('docs/guides/simulator.md');
    for (const reading of Object.keys(help.readings)) expect(text).toContain(`| \`${reading}\` `);
    for (const call of Object.keys(help.calls)) expect(text).toContain(call.split(' ')[1]);
    const apis = [...read('packages/simulator/src/operations/index.ts').matchAll(/'\/api\/v2\/(\w+\.php\?api=\w+)'/g)];
    expect(apis.length).toBe(16);
    for (const [, api] of apis) expect(text).toContain(api);
  });
});

describe('docs/guides/federation.md', () => {
  const federation = read('docs/guides/federation.md');

  it('has a row for every entity', () => {
    const rows = [...federation.matchAll(/^\| `(\w+)` +\| `id`/gm)].map(([, name]) => name);
    const keyed = [...read('schema/schema.graphql').matchAll(/^type (\w+) @key\(fields: "id"\)/gm)];
    expect(rows.sort()).toEqual(keyed.map(([, name]) => name).sort());
  });

  it('gives routers longer than the longest creation takes', () => {
    const { queueTimeoutMs, timeoutMs, slotLeaseMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    const longest = 2 * (queueTimeoutMs + timeoutMs) + slotLeaseMs;
    const timeouts = [...block(federation, 'yaml').matchAll(/timeout: (\d+)s/g)].map(([, seconds]) => Number(seconds));
    expect(timeouts).toHaveLength(2);
    expect(Math.min(...timeouts) * 1000).toBeGreaterThan(longest);
    expect(federation).toContain(`up to ${(queueTimeoutMs + timeoutMs) / 1000} s: `);
    expect(federation).toContain(`up to ${longest / 1000} s;`);
  });
});

describe('docs/guides/reads.md and docs/reference/mapping.md', () => {
  const text = read('docs/guides/reads.md');
  const mapping = read('docs/reference/mapping.md');
  /** The rows of a document below a heading, cell by cell, up to the next heading. */
  const rowsBelow = (document: string, heading: string): string[][] =>
    (document.split(`${heading}\n`)[1]?.split('\n#')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
  const wordsIn = (cell = ''): string[] => [...cell.matchAll(/`([\w./]+)`/g)].map(([, word]) => word ?? '');

  const ENDPOINTS = [listCampaigns, listSkills, tokenInfo, readBoard] as const;
  const tables = ENDPOINTS.map((endpoint) => {
    const rows = rowsBelow(mapping, `### \`${endpoint.file}.php?api=${endpoint.api}\``);
    const homes = rows.map(([column = '', field = '']) => ({ column: wordsIn(column)[0] ?? '', field }));
    return { endpoint, homes };
  });

  it.each(tables)('gives a home to each column that is read, and to no other: $endpoint.api', ({ endpoint, homes }) => {
    const asked = new Set<string>();
    const row = new Proxy<Record<string, unknown>>(
      {},
      {
        // The board has a label in place of an id.
        get: (_row, column) => (column === 'campaign' ? '1 - ' : '1'),
        getOwnPropertyDescriptor: (_row, column) => {
          asked.add(String(column));
          return { value: '1', configurable: true };
        },
      },
    );
    const operation = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN }).operations[0];
    if (operation !== undefined) endpoint.readSuccess({ msg: '', data: [row] }, undefined, operation);
    const withHome = homes.filter(({ field }) => field !== 'none');
    expect(withHome.map(({ column }) => column).sort()).toEqual([...asked].sort());
  });

  it('has a row for every column that the simulator shows as the vendor documents it, and for no other', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    simulator.addCampaign({ name: 'one', type: 'preview' });
    for (const { endpoint, homes } of tables) {
      const address = `${simulator.url}/api/v2/${endpoint.file}.php?api=${endpoint.api}`;
      const response = await fetch(address, { headers: { 'wolkvox-token': TOKEN } });
      const { data } = (await response.json()) as { data: [object] };
      expect(homes.map(({ column }) => column).sort()).toEqual(Object.keys(data[0]).sort());
    }
    await simulator.close();
  });

  it('names every field of the schema that is read, and no other', () => {
    const schema = buildSchema(read('schema/schema.graphql'), { assumeValidSDL: true });
    const fields = ['Campaign', 'CampaignProgress', 'Skill', 'WolkvoxTokenUsage'].flatMap((name) => {
      const type = schema.getType(name);
      // A field with arguments is a call of its own.
      const fields = isObjectType(type) ? Object.values(type.getFields()).filter(({ args }) => args.length === 0) : [];
      return fields.map((field) => `${name}.${field.name}`);
    });
    const named = tables.flatMap(({ homes }) => homes.flatMap(({ field }) => wordsIn(field)));
    // Their operation is the configuration's. These are derived.
    const derived = ['CampaignProgress.finished', 'CampaignProgress.readAt'];
    const ofLists = fields.filter((field) => !field.endsWith('.operation') && !derived.includes(field));
    expect(named.sort()).toEqual(ofLists.sort());
  });

  it('says what stands beside the code of a read that failed', () => {
    const refused = { upstreamCode: 406, upstreamMessage: '' };
    const failures: Failure[] = [
      { code: 'BUSY', retryAfterMs: 1 },
      { code: 'QUOTA_EXHAUSTED', resetsAt: new Date() },
      { code: 'MAINTENANCE', hint: null },
      { code: 'UNREACHABLE', hint: null },
      { code: 'REJECTED', ...refused },
      { code: 'UPSTREAM_AUTHENTICATION' },
      { code: 'UPSTREAM_CONTRACT' },
    ];
    const shown = [...failures.map(readError), argumentError({ en: '', es: '' })].map(
      ({ extensions: { code, ...beside } }) => [code, Object.keys(beside)],
    );
    expect(
      rowsBelow(text, '## What does a failed read return?').map(([code, beside]) => [
        wordsIn(code)[0],
        wordsIn(beside),
      ]),
    ).toEqual(shown);
  });

  it('tells for how long a list is fresh', () => {
    const { cacheTtlMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    expect(text).toContain(`\`CACHE_TTL_MS\`, ${cacheTtlMs / 60_000} minutes`);
    expect(text).toContain(`max-age=${cacheTtlMs / 1000}, private`);
  });
});
