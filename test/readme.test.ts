import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../packages/simulator/src/simulator.js';
import { DEMO_DATA } from '../packages/simulator/src/demo-data.js';
import { blocksOf, linksOf, read, rowsOf, section, words } from './support/documents.js';
import { startProduct, TOKEN, type Product } from './support/product.js';

type Names = Readonly<Record<string, string>>;
interface Manifest {
  readonly scripts?: Names;
  readonly dependencies?: Names;
  readonly devDependencies?: Names;
  readonly peerDependencies?: Names;
}
const manifestOf = (folder: string): Manifest => JSON.parse(read(`${folder}package.json`)) as Manifest;
const manifest = manifestOf('');

const readme = read('README.md');
const spanish = read('README.es.md');
const developing = read('docs/guides/developing.md');

/** The introduction and the first two sections, which both languages have. */
const firstPage = (text: string): string =>
  text
    .split(/^(?=## )/m)
    .slice(0, 3)
    .join('');

describe('README', () => {
  let simulator: Simulator;
  let product: Product;
  beforeAll(async () => {
    // As the demo does, so that its readers see what the README shows.
    simulator = await startSimulator({ ...DEMO_DATA, token: TOKEN });
    product = await startProduct(simulator.url);
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('shows a mutation and then a read that work, and their responses', async () => {
    for (const heading of ['## One mutation', '## One read']) {
      const blocks = blocksOf(section(readme, heading));
      const [document, answer] = ['graphql', 'json'].map((name) => blocks.find(({ language }) => language === name));
      const { data, errors } = await product.query(document?.code ?? '');
      expect(errors).toBeUndefined();
      expect({ data }).toEqual(JSON.parse(answer?.code ?? ''));
    }
  });

  it('shows a curl that creates a campaign', async () => {
    const body = /-d '(\{.*\})'/.exec(readme)?.[1] ?? '';
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const { data } = await product.query(query, variables);
    expect(data).toMatchObject({ createCampaign: { __typename: 'CreateCampaignSuccess' } });
  });

  it('has the same code, links and lists on the first page in Spanish', () => {
    const [english, translated] = [readme, spanish].map(firstPage) as [string, string];
    expect(blocksOf(translated)).toEqual(blocksOf(english));
    // Each language has its own picture of the desk and its own guides, and links to the README of the other one.
    const same = (text: string): string[] =>
      linksOf(text)
        .filter((link) => !link.startsWith('README'))
        .map((link) => link.replace(/pictures\/desk-.*/, 'pictures/desk').replace('.es.md', '.md'));
    expect(same(translated)).toEqual(same(english));
    const shape = (text: string): string[] =>
      [...text.replace(/```[^]*?```/g, '').matchAll(/^(?:#+|-|\d\.) /gm)].map(([mark]) => mark);
    expect(shape(translated)).toEqual(shape(english));
  });

  it('has only the first page in Spanish, and then links to the documents', () => {
    const rest = spanish.slice(firstPage(spanish).length);
    expect(rest.match(/^#+ /gm)).toHaveLength(1);
    expect(linksOf(rest)).toEqual(expect.arrayContaining(['README.md', 'docs/README.md']));
  });

  it.each([
    ['README.md', readme, 6],
    ['README.es.md', spanish, 2],
    ['docs/guides/developing.md', developing, 4],
  ])('names scripts that exist: %s', (_name, text, atLeast) => {
    const named = [...text.matchAll(/npm run (?:-s |--silent )?([\w:]+)|npm (test|start)/g)];
    const scripts = named.map(([, run, short]) => run ?? short ?? '');
    expect(scripts.length).toBeGreaterThanOrEqual(atLeast);
    expect(scripts.filter((script) => !(script in (manifest.scripts ?? {})))).toEqual([]);
  });
});

/** Of package-lock.json, the names of the packages that ask for a newer Node than 20 in each alternative. */
function askForNewerNode(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { name?: string; engines?: { node?: string } }>;
  };
  return Object.entries(packages).flatMap(([path, { name, engines }]) => {
    const lowest = (engines?.node ?? '').split('||').map((range) => Number(/[0-9]+/.exec(range)?.[0] ?? 0));
    return lowest.every((major) => major > 20) ? [name ?? path.replace('node_modules/', '')] : [];
  });
}

describe('the first page', () => {
  it.each([
    ['README.md', readme],
    ['README.es.md', spanish],
  ])('names every package that npm warns about on Node 20: %s', (_name, text) => {
    expect(askForNewerNode().sort()).toEqual(['@apollo/subgraph', 'graphql']);
    for (const name of askForNewerNode()) expect(text).toContain(`\`${name}\``);
    expect(text).toContain('EBADENGINE');
  });

  it.each([
    ['README.md', readme],
    ['README.es.md', spanish],
  ])('explains an operation, a skill, AMD and `default:`: %s', (_name, text) => {
    expect(text).toMatch(/^- .*\*\*(?:operation|operación)\*\*/m);
    expect(text).toMatch(/\*\*skill\*\*/);
    expect(text).toMatch(/^- \*\*AMD\*\*/m);
    expect(text).toContain('`default:5809`');
  });

  it('leaves the command that installs packages as root to the page that warns before it', () => {
    expect(readme).not.toContain('npm test');
    expect(linksOf(readme)).toContain('docs/guides/developing.md');
    expect(developing.indexOf('apt-get')).toBeGreaterThan(0);
    expect(developing.indexOf('apt-get')).toBeLessThan(developing.indexOf('npm ci && npm test'));
  });
});

describe('docs/guides/developing.md', () => {
  it('has every script of package.json, and no other', () => {
    const named = rowsOf(developing).flatMap(([scripts]) => words(scripts));
    expect(named.sort()).toEqual(Object.keys(manifest.scripts ?? {}).sort());
  });
});

describe('docs/reference/dependencies.md', () => {
  const client = manifestOf('client/');
  const desk = manifestOf('examples/campaign-desk/');
  it.each([
    ['The server', manifest.dependencies],
    ['Building, testing, measuring', manifest.devDependencies],
    ['The client', { ...client.dependencies, ...client.devDependencies, ...client.peerDependencies }],
    ['The example desk', { ...desk.dependencies, ...desk.devDependencies }],
  ])('gives every dependency its reason, and names none that is not there: %s', (heading, dependencies) => {
    const rows = rowsOf(section(read('docs/reference/dependencies.md'), `## ${heading}`));
    for (const [names, reason] of rows) expect([names, reason?.length]).not.toEqual([names, 0]);
    const named = rows.flatMap(([names = '']) => names.split(', '));
    expect(named.sort()).toEqual(Object.keys(dependencies ?? {}).sort());
  });
});
