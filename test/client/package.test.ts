import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import * as source from '../../client/src/index.js';
import { INPUT_RULES } from '../../src/domain/input-rules.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PACKING_MS, packClient, ROOT, startConsumer, type Consumer, type PackedClient } from '../support/consumer.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

const run = promisify(execFile);
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('client/package.json')) as Record<'dependencies' | 'peerDependencies', object>;
const { version } = JSON.parse(read('client/package.json')) as { version: string };
const CODEGEN = join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js');

/** A consumer with each version of graphql that the package allows. */
const VERSIONS = ['16', '17'] as const;
type Version = (typeof VERSIONS)[number];

let consumers: Readonly<Record<Version, Consumer>>;
/** The consumer with this repository's version of graphql. */
let consumer: Consumer;
let client: PackedClient;
beforeAll(async () => {
  client = await packClient();
  const [with16, with17] = await Promise.all([startConsumer('graphql', client), startConsumer('graphql-17', client)]);
  consumers = { 16: with16, 17: with17 };
  consumer = with16;
}, PACKING_MS);
afterAll(() => [client, ...Object.values(consumers)].forEach(({ remove }) => remove()));

describe('the package', () => {
  it('contains the build, the persisted documents, its README, and nothing else', () => {
    const { packed } = consumer;
    expect(packed.filter((path) => !/^dist\/.+\.(js|js\.map|d\.ts)$/.test(path)).sort()).toEqual([
      'README.md',
      'package.json',
      'src/generated/persisted-documents.json',
    ]);
    const built = packed.filter((path) => /^dist\/.*\.js$/.test(path));
    expect(built.every((path) => packed.includes(path.replace(/js$/, 'd.ts')) && packed.includes(`${path}.map`))).toBe(
      true,
    );
  });

  it('has source maps whose sources equal the files of the repository', () => {
    const { packed, installed } = consumer;
    const built = packed.filter((path) => /^dist\/.*\.js$/.test(path));
    expect(built.length).toBeGreaterThan(5);
    for (const path of built) {
      const code = readFileSync(join(installed, path), 'utf8');
      const [, named = ''] = /\n\/\/# sourceMappingURL=(.+)\s*$/.exec(code) ?? [];
      const map = join(dirname(path), named);
      expect({ path, packed: packed.includes(map) }).toEqual({ path, packed: true });
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(installed, map), 'utf8')) as {
        readonly sources: readonly string[];
        readonly sourcesContent?: readonly string[];
      };
      expect(sources.length).toBeGreaterThan(0);
      expect(sourcesContent).toEqual(sources.map((source) => read(join('client', dirname(map), source))));
    }
  });

  it(
    'can be published to a private registry',
    async () => {
      // Nothing listens there, because a dry run needs no response.
      const env = {
        ...process.env,
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_fetch_retries: '0',
        npm_config_loglevel: 'notice',
      };
      const options = { cwd: client.source, env };
      const { stdout, stderr } = await run('npm', ['publish', '--dry-run', '--ignore-scripts'], options);
      expect(stdout).toContain(`+ @wolkvox-graphql/client@${version}`);
      expect(stderr).toContain('restricted access (dry-run)');
      expect(stderr).not.toMatch(/npm error|auto-corrected/);
    },
    PACKING_MS,
  );

  it('has a license field for internal use only', () => {
    expect(manifest).toMatchObject({ license: 'UNLICENSED', publishConfig: { access: 'restricted' } });
    expect(manifest).not.toHaveProperty('private');
    expect(consumer.packed.filter((path) => /licen[cs]e/i.test(path))).toEqual([]);
  });

  it('has a function for each operation, by its name', () => {
    const documents = Object.keys(source).filter((name) => name.endsWith('Document'));
    const files = readdirSync(new URL('../../schema/operations/', import.meta.url)).filter((file) =>
      file.endsWith('.graphql'),
    );
    expect(documents.sort()).toEqual(files.map((file) => file.replace('.graphql', 'Document')).sort());
    for (const name of documents)
      expect(source).toHaveProperty(`${name.charAt(0).toLowerCase()}${name.slice(1, -'Document'.length)}`);
  });

  it('lists all rules of the input', () => {
    expect(source.InputRule).toEqual(Object.fromEntries(Object.keys(INPUT_RULES).map((rule) => [rule, rule])));
  });

  it('depends only on the packages that it declares', () => {
    const { packed, installed } = consumer;
    const allowed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    const imported = packed
      .filter((path) => /\.(js|d\.ts)$/.test(path))
      .flatMap((path) => [...readFileSync(join(installed, path), 'utf8').matchAll(/from ['"]([^.'"][^'"]*)['"]/g)]);
    expect(new Set(imported.map(([, name]) => name))).toEqual(new Set(allowed));
  });

  it('has the version of the server', () => {
    expect(version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });

  it('allows exactly the versions of graphql that are tested here', () => {
    expect(manifest.peerDependencies).toEqual({ graphql: VERSIONS.map((major) => `^${major}.0.0`).join(' || ') });
  });
});

describe('types of the package', () => {
  it('show the format of CampaignTime in an editor', () => {
    const code = `import { listCampaigns, type CampaignTime, type CreateCampaignInput, type ListedCampaign } from '@wolkvox-graphql/client';
      export const type: CampaignTime = '2026-11-23T08:00:00';
      export const input: Pick<CreateCampaignInput, 'startTime'> = { startTime: type };
      export const used = (row: ListedCampaign): string | null => row.lastUsedAt;
      export const list = listCampaigns;`;
    const quickInfo = openEditor(code);
    const infoOf = (name: string, after: string) => quickInfo(code.indexOf(name, code.indexOf(after)));
    expect(infoOf('startTime', '= {').type).toContain('startTime?: CampaignTime | null | undefined');
    expect(infoOf('startTime', '= {').text).toContain('`2026-11-23T08:00:00`');
    expect(infoOf('lastUsedAt', 'row.').type).toContain('lastUsedAt: CampaignTime | null');
    const { text } = infoOf('CampaignTime', 'type: ');
    for (const format of [
      '2026-11-23T08:00:00',
      '2026-11-23T08:00:00-05:00',
      '2026-11-23T13:00:00Z',
      '08:00',
      'hhiiss',
    ])
      expect(text).toContain(`\`${format}\``);
  });

  it(
    'have names for results, and for the rules of the input',
    async () => {
      consumer.write(
        'names.ts',
        `import { InputRule, type Campaign, type CampaignTime, type CreateCampaignResult, type ListedCampaign, type ListedSkill, type Skill } from '@wolkvox-graphql/client';
       export const row = (campaign: Campaign): ListedCampaign => campaign;
       export const choice = (skill: Skill): ListedSkill => skill;
       export const operation = ({ operation }: Campaign): string => operation.timeZone;
       export const plain = (time: CampaignTime): string => time;
       export const time = (text: string): CampaignTime => text;
       // Each rule needs a sentence: a forgotten one does not compile.
       const sentences: Readonly<Record<InputRule, string>> = InputRule;
       export const results = (result: CreateCampaignResult): readonly string[] =>
         result.__typename === 'WolkvoxInvalidInput'
           ? result.issues.map(({ rule, message }) => (rule in sentences ? sentences[rule as InputRule] : message))
           : [];
       // @ts-expect-error There is no such rule.
       export const none: InputRule = 'NOT_BLAND';
       // @ts-expect-error Rows do not tell the speed.
       export const speed = ({ speed }: ListedCampaign): unknown => speed;
       // @ts-expect-error A time is a text.
       export const number: CampaignTime = 800;`,
      );
      await consumer.compile(['names.ts'], 'NodeNext', { skipLibCheck: true, noEmit: true });
    },
    PACKING_MS,
  );
});

/** Returns an editor's quick info at positions of a frontend's code. */
function openEditor(code: string): (position: number) => { readonly type: string; readonly text: string } {
  consumer.write('editor.ts', code);
  const file = join(consumer.folder, 'editor.ts');
  const service = ts.createLanguageService(hostOf(file));
  return (position) => {
    const info = service.getQuickInfoAtPosition(file, position);
    return { type: ts.displayPartsToString(info?.displayParts), text: ts.displayPartsToString(info?.documentation) };
  };
}

function hostOf(file: string): ts.LanguageServiceHost {
  const { NodeNext: module } = ts.ModuleKind;
  const { NodeNext: moduleResolution } = ts.ModuleResolutionKind;
  return {
    getCompilationSettings: () => ({ module, moduleResolution, strict: true, types: [], preserveSymlinks: true }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => consumer.folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
  };
}

describe.each(VERSIONS)('with graphql %s', (major) => {
  it('exports every name of its source to Node, as do its clients, with that graphql alone', async () => {
    const { write, run: runHere } = consumers[major];
    write(
      'names.js',
      `import * as all from '@wolkvox-graphql/client';
       import documents from '@wolkvox-graphql/client/persisted-documents.json' with { type: 'json' };
       import { version } from 'graphql';
       const seen = ['@wolkvox-graphql/client', '@apollo/client/core', '@urql/core']
         .map((name) => import.meta.resolve('graphql', import.meta.resolve(name)));
       console.log(JSON.stringify({
         names: Object.keys(all), hashes: Object.keys(documents), version, strangers: seen.filter((path) => path !== import.meta.resolve('graphql')),
       }));`,
    );
    const seen = JSON.parse(await runHere('names.js')) as Record<'names' | 'hashes' | 'strangers', string[]> & {
      version: string;
    };
    expect(seen.names.sort()).toEqual(Object.keys(source).sort());
    expect(seen.hashes).toEqual(
      Object.keys(JSON.parse(read('client/src/generated/persisted-documents.json')) as object),
    );
    expect(seen.version).toMatch(new RegExp(`^${major}\\.`));
    expect(seen.strangers).toEqual([]);
  });

  it.each(['NodeNext', 'Bundler'])(
    "has types that compile without Node's types: %s",
    async (moduleResolution) => {
      const { write, compile } = consumers[major];
      write('alone.ts', `export { createCampaign, match } from '@wolkvox-graphql/client';`);
      // Type-checks libraries, including the package, but not TypeScript's own.
      await compile(['alone.ts'], moduleResolution, { skipDefaultLibCheck: true, noEmit: true });
    },
    PACKING_MS,
  );
});

describe('snippets of the documents', () => {
  const ADDRESS = 'http://localhost:4000';
  const TRUSTED = '## Send trusted documents';

  let simulator: Simulator;
  let open: Product;
  let trusting: Product;
  // One server for each test, because it stores created campaigns.
  beforeEach(async () => {
    const skills = [
      { skillId: '4021', name: 'Ventas' },
      { skillId: '4022', name: 'Cobranza' },
    ];
    simulator = await startSimulator({ token: TOKEN, skills });
    open = await startProduct(simulator.url);
    trusting = await startProduct(simulator.url, {
      TRUSTED_DOCUMENTS_FILE: join(ROOT, 'client/src/generated/persisted-documents.json'),
    });
  });
  afterEach(() => Promise.all([open.close(), trusting.close(), simulator.close()]));

  /** Returns the fenced blocks of a language, with the address of this test's server. */
  const blocks = (document: string, language: string): string[] => {
    const text = read(document);
    return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ({ 1: code = '', index }) => {
        const safelist = text.includes(TRUSTED) && index > text.indexOf(TRUSTED);
        return code.replaceAll(ADDRESS, (safelist ? trusting : open).url);
      },
    );
  };

  const startAgain = (): void => {
    simulator.reset();
    simulator.addCampaign({ name: 'Cobranza', type: 'preview', skillId: '4021' });
  };

  /** Output lines of the snippets of a document. */
  const PRINTED = [
    [
      'client/README.md',
      [
        'creada: Encuesta',
        'STOPPED',
        'CAMPAIGN_EMPTY',
        '40',
        'The campaign has no contacts. Nothing was sent.',
        'WolkvoxInvalidInput',
        '1 added, 0 rejected',
        'Encuesta',
        '0 of 0',
        '2: Cobranza, Encuesta',
        'Ventas',
        'CreateCampaignSuccess',
      ],
    ],
    ['README.md', ['Encuesta']],
    ['docs/guides/clients.md', ['Encuesta', 'CreateCampaignSuccess', 'Ventas, Cobranza', '2', '2']],
  ] as const;

  it.each(VERSIONS)(
    'compiles with graphql %s and has the documented result',
    async (major) => {
      const { write, compile, run: runHere } = consumers[major];
      const snippets = PRINTED.map(([document]) => {
        const folder = document.replace(/\W/g, '-');
        return blocks(document, 'ts').map((code, index) => {
          // Without an export it would be a script, which may not await.
          write(`${folder}/${index}.ts`, `${code}\nexport {};\n`);
          return `${folder}/${index}`;
        });
      });
      const files = snippets.flat().map((name) => `${name}.ts`);
      await compile(files, 'NodeNext', { skipLibCheck: true });
      for (const [index, [document, lines]] of PRINTED.entries()) {
        startAgain();
        // In order, because some read campaigns that earlier ones have created.
        write('all.js', snippets[index]?.map((name) => `await import('./${name}.js');`).join('\n') ?? '');
        const printed = (await runHere('all.js')).trim().split('\n');
        expect({ document, printed }).toEqual({ document, printed: lines });
      }
    },
    PACKING_MS,
  );

  it(
    'a page behind the Vite proxy creates a campaign at its own origin',
    async () => {
      const { write, folder, run: runHere } = consumer;
      write('page/vite.config.js', blocks('docs/guides/clients.md', 'js')[0] ?? '');
      write('page/serve.js', BEHIND_VITE);
      expect(JSON.parse(await runHere(join(folder, 'page/serve.js')))).toEqual(['Ventas', 'Encuesta']);
      expect(simulator.campaigns()).toMatchObject([{ campaign_name: 'Encuesta' }]);
    },
    PACKING_MS,
  );

  it.each([
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://app.example.com', 'https://app.example.com'],
    ['http://localhost:5174', null],
    ['https://localhost:5173', null],
    ['http://app.example.com', null],
  ])('the list of origins in the guide allows %s: %s', async (origin, allowed) => {
    const [, CORS_ORIGINS] = /`CORS_ORIGINS=([^`]+)`/.exec(read('docs/guides/clients.md')) ?? [];
    const listing = await startProduct(simulator.url, { CORS_ORIGINS });
    const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    const { headers } = await fetch(`${listing.url}/graphql`, { method: 'OPTIONS', headers: asked });
    await listing.close();
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
  });

  it('a curl command creates a campaign', async () => {
    const [, headers = '', body = ''] =
      /graphql((?: -H '[^']+')+) -d '(.*)'/.exec(blocks('docs/guides/clients.md', 'sh')[0] ?? '') ?? [];
    const named = [...headers.matchAll(/-H '([^:]+): ([^']+)'/g)].map(({ 1: name = '', 2: value = '' }) => [
      name,
      value,
    ]);
    const { data } = await open.post(body, Object.fromEntries(named) as Record<string, string>);
    expect(data).toMatchObject({ createCampaign: { campaign: { name: 'Encuesta' } } });
  });

  describe('of one lead', () => {
    let number: string;
    beforeEach(() => {
      number = simulator.addCampaign({ name: 'Leads', type: 'predictive', status: 'Started' });
    });

    it('with curl add it to a started campaign, and a repeat adds none', async () => {
      const [, body = ''] = / -d '(.*)'/.exec(blocks('docs/guides/one-lead.md', 'sh')[0] ?? '') ?? [];
      const answers = [await open.post(body), await open.post(body)];
      expect(answers.map(({ data }) => data?.addContacts)).toMatchObject([
        { __typename: 'AddContactsSuccess', accepted: 1, replayed: false },
        { __typename: 'AddContactsSuccess', accepted: 1, replayed: true },
      ]);
      expect(simulator.contactsOf(number)).toMatchObject([{ customer_id: 'lead-1001', tel1: '93001234567' }]);
    });

    it.each(VERSIONS)(
      'with the client add it once, with graphql %s',
      async (major) => {
        const { write, compile, run: runHere } = consumers[major];
        write('lead.ts', `${blocks('docs/guides/one-lead.md', 'ts')[0] ?? ''}\nexport {};\n`);
        await compile(['lead.ts'], 'NodeNext', { skipLibCheck: true });
        expect((await runHere('lead.js')).trim().split('\n')).toEqual(['We call you now.', 'We call you now.']);
        expect(simulator.contactsOf(number)).toMatchObject([{ customer_id: 'submission-1002', tel1: '93001234567' }]);
        expect(simulator.statusOf(number)).toBe('Started');
      },
      PACKING_MS,
    );
  });

  it.each(VERSIONS)(
    'calls every function with fetch, Apollo Client and urql: with graphql %s',
    async (major) => {
      const { write, run: runHere } = consumers[major];
      startAgain();
      write('every.js', EVERY_FUNCTION);
      const results = JSON.parse(await runHere('every.js', `${open.url}/graphql`)) as Record<string, unknown>;
      expect(Object.keys(results)).toEqual(['fetch', 'Apollo Client', 'urql']);
      for (const [name, answers] of Object.entries(results))
        expect({ name, ...(answers as object) }).toEqual({
          name,
          created: ['CreateCampaignSuccess', name],
          refused: 'name NOT_BLANK',
          listed: name,
          read: name,
          none: null,
          malformed: 'BAD_USER_INPUT',
          skill: 'Ventas',
          operations: ['default'],
          limit: 5000,
          own: 2,
        });
    },
    PACKING_MS,
  );

  it(
    'a codegen configuration types own documents with the schema of a server',
    async () => {
      const { write, folder, run: runHere } = consumer;
      write('codegen.yml', blocks('docs/guides/clients.md', 'yaml')[0] ?? '');
      write('src/campaigns.graphql', blocks('docs/guides/clients.md', 'graphql')[0] ?? '');
      await runHere(CODEGEN, '--config', 'codegen.yml');
      expect(existsSync(join(folder, 'src/generated/graphql.ts'))).toBe(true);
      expect(readFileSync(join(folder, 'src/generated/graphql.ts'), 'utf8')).toContain(
        'export const CampaignsDocument',
      );
    },
    PACKING_MS,
  );
});

/** Calls every function with each client, and a document parsed by the consumer's graphql. */
const EVERY_FUNCTION = `
import { parse } from 'graphql';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import * as wolkvox from '@wolkvox-graphql/client';

const [, , url] = process.argv;
const runs = {
  fetch: wolkvox.withFetch({ url }),
  'Apollo Client': wolkvox.withApolloClient(
    new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache({ possibleTypes: wolkvox.possibleTypes }) }),
  ),
  urql: wolkvox.withUrql(new Client({ url, preferGetMethod: false, exchanges: [cacheExchange, fetchExchange] })),
};
const results = {};
for (const [name, run] of Object.entries(runs)) {
  const [skill] = await wolkvox.listSkills(run);
  const input = { type: 'PREVIEW', name, skillId: skill.skillId };
  const { __typename, campaign } = await wolkvox.createCampaign(run, input);
  const refused = await wolkvox.createCampaign(run, { ...input, name: ' ' });
  const { nodes } = await wolkvox.listCampaigns(run, { filter: { nameContains: name } });
  results[name] = {
    created: [__typename, campaign.name],
    refused: wolkvox.match(refused, {
      WolkvoxInvalidInput: ({ issues }) => issues.map(({ path, rule }) => path.join('.') + ' ' + rule).join(),
      otherwise: (member) => member.__typename,
    }),
    listed: nodes.map((row) => row.name).join(),
    read: (await wolkvox.getCampaign(run, campaign.id)).name,
    none: await wolkvox.getCampaign(run, 'default:1'),
    malformed: await wolkvox.getCampaign(run, campaign.campaignId).catch(({ code }) => code),
    skill: (await wolkvox.getSkill(run, skill.id)).name,
    operations: (await wolkvox.listOperations(run)).operations.map(({ id }) => id),
    limit: (await wolkvox.tokenUsage(run)).limit,
    own: (await run(parse('query Own { skills { id } }'), {})).skills.length,
  };
}
console.log(JSON.stringify(results));
`;

/** Starts a dev server with the guide's configuration on a free port, and returns the page's requests. */
const BEHIND_VITE = `
import { createServer } from 'vite';
import { createCampaign, listSkills, withFetch } from '@wolkvox-graphql/client';

const root = new URL('.', import.meta.url).pathname;
const vite = await createServer({ root, server: { port: 0 }, optimizeDeps: { noDiscovery: true }, logLevel: 'error' });
await vite.listen();
const origin = vite.resolvedUrls.local[0].replace(/\\/$/, '');
const run = withFetch({ url: origin + '/graphql', headers: { origin } });
const [skill] = await listSkills(run);
const { campaign } = await createCampaign(run, { type: 'PREVIEW', name: 'Encuesta', skillId: skill.skillId });
console.log(JSON.stringify([skill.name, campaign.name]));
await vite.close();
`;
