import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import relayCompiler from 'relay-compiler';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { ROOT } from '../support/consumer.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

/** Compiles in a second, but the machine may be busy. */
const COMPILING_MS = 60_000;

const guide = readFileSync(join(ROOT, 'docs/guides/clients.md'), 'utf8');
const section = guide.slice(guide.indexOf('## Use Relay'));
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';

/** A frontend with the configuration and the documents of the guide. */
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-relay-'));
const ARTIFACTS = join(folder, 'src/__generated__');
let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  cpSync(join(ROOT, 'schema/public.graphql'), join(folder, 'public.graphql'));
  writeFileSync(join(folder, 'relay.config.json'), block('json'));
  writeFileSync(join(folder, 'src/Campaigns.tsx'), block('tsx'));
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterAll(async () => {
  await Promise.all([product.close(), simulator.close()]);
  rmSync(folder, { recursive: true });
});

/** Runs the compiler. Rejects if it reports an error. */
const compile = async (): Promise<string> => (await promisify(execFile)(relayCompiler, { cwd: folder })).stdout;

/** Returns the text of a compiled operation, as Relay's runtime sends it. */
const textOf = (name: string): string => {
  const artifact = readFileSync(join(ARTIFACTS, `${name}.graphql.ts`), 'utf8');
  return JSON.parse(/"text": (".*")/.exec(artifact)?.[1] ?? '""') as string;
};

interface Page {
  readonly campaigns: {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly name: string } }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

describe('relay-compiler', () => {
  it(
    'compiles fragments, a connection page and the mutation against the public schema',
    async () => {
      await compile();
      expect(readdirSync(ARTIFACTS).sort()).toEqual(
        ['CampaignsCreateMutation', 'CampaignsNextQuery', 'CampaignsQuery', 'Campaigns_page', 'Campaigns_row'].map(
          (name) => `${name}.graphql.ts`,
        ),
      );
      const row = readFileSync(join(ARTIFACTS, 'Campaigns_row.graphql.ts'), 'utf8');
      expect(row).toContain('readonly lastUsedAt: string | null | undefined;');
      expect(row).toContain('readonly type: CampaignType | null | undefined;');
    },
    COMPILING_MS,
  );

  it('produces a mutation that the server executes', async () => {
    const create = (input: object) => product.query(textOf('CampaignsCreateMutation'), { input });
    for (const name of ['Encuesta', 'Cobranza', 'Ventas']) {
      const { data, errors } = await create({ ...PREVIEW, name });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ createCampaign: { __typename: 'CreateCampaignSuccess', campaign: { name } } });
    }
    expect((await create({ ...PREVIEW, name: ' ' })).data).toMatchObject({
      createCampaign: { __typename: 'WolkvoxInvalidInput', code: 'INVALID_INPUT', issues: [{ rule: 'NOT_BLANK' }] },
    });
  });

  it('produces queries that page through the campaigns', async () => {
    const whole = (await product.query(textOf('CampaignsQuery'))).data as unknown as Page;
    expect(whole.campaigns.edges.map(({ node }) => node.name)).toEqual(['Encuesta', 'Cobranza', 'Ventas']);
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { data, errors } = await product.query(textOf('CampaignsNextQuery'), { first: 2, after });
      expect(errors).toBeUndefined();
      const { edges, pageInfo }: Page['campaigns'] = (data as unknown as Page).campaigns;
      names.push(...edges.map(({ node }) => node.name));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(names).toEqual(['Encuesta', 'Cobranza', 'Ventas']);
  });

  it.each([
    ['a field that is not there', 'fragment Wrong_row on Campaign { contacts }', 'contacts'],
    ['what only a gateway uses', 'query WrongQuery { _service { sdl } }', '_service'],
    ['an argument that is not there', 'query WrongQuery { campaign(number: "1") { id } }', 'number'],
  ])(
    'rejects %s',
    async (_what, document, named) => {
      const file = join(folder, 'src/Wrong.tsx');
      writeFileSync(file, `import { graphql } from 'react-relay';\nexport const Wrong = graphql\`${document}\`;\n`);
      await expect(compile()).rejects.toMatchObject({ stderr: expect.stringContaining(named), code: 1 });
      rmSync(file);
    },
    COMPILING_MS,
  );
});
