import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { licencesAsMarkdown, productionLicences } from '../../deploy/sbom/licences.js';
import { productionSbom } from '../../deploy/sbom/sbom.js';

/** Those that ask for no more than to be named. Not among them: any that reaches into our own code, or limits who may run it. */
const ACCEPTED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'Unlicense'];

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> };

/** What `npm ci --omit=dev --workspaces=false` has put here. */
const installed = Object.entries(packages)
  .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true)
  .filter(([path, { optional }]) => optional !== true || existsSync(new URL(`../../${path}`, import.meta.url)))
  .map(([path]) => JSON.parse(read(`${path}/package.json`)) as { name: string; version: string; license?: unknown });

const key = ({ name, version }: { name: string; version: string }): string => `${name} ${version}`;

describe('the bill of materials', () => {
  const sbom = productionSbom();

  it('has every package that is installed for production', () => {
    const listed = new Set(sbom.components.map(key));
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.map(key).filter((one) => !listed.has(one))).toEqual([]);
  });

  it('has every dependency of the product, and none of its development', () => {
    const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', object>;
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    expect(names).not.toContain('jest');
    expect(names).not.toContain('typescript');
  });

  it('has what the build puts into the page of GraphiQL, though it is installed for development only', () => {
    const { version } = JSON.parse(read('node_modules/@graphql-yoga/render-graphiql/package.json')) as Entry;
    expect(sbom.components.map(key)).toContain(`@graphql-yoga/render-graphiql ${version}`);
    expect(sbom.components.map(({ name }) => name)).not.toContain('graphql-yoga');
  });

  it('is the same text each time', () => {
    expect(productionSbom()).toEqual(sbom);
    expect(sbom.metadata).not.toHaveProperty('timestamp');
  });
});

describe('docs/licences.md', () => {
  it('is what `npm run licences` makes', async () => {
    expect(read('docs/licences.md')).toBe(await licencesAsMarkdown());
  });

  it('names the licences that the packages themselves do', () => {
    const said = new Map(installed.map((one) => [key(one), one.license]));
    // Some older ones write it otherwise than as a word.
    const different = productionLicences().filter((one) => {
      const own = said.get(key(one));
      return typeof own === 'string' && own !== one.licence;
    });
    expect(different).toEqual([]);
  });

  it('has no licence that we do not accept', () => {
    const words = (licence: string): string[] => licence.split(/ AND |[()]/).filter((word) => word !== '');
    const others = productionLicences().filter(
      ({ licence }) => !words(licence).every((word) => ACCEPTED.includes(word)),
    );
    expect(others).toEqual([]);
  });
});
