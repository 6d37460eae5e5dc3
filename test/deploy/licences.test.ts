import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { licencesAsMarkdown, productionLicences } from '../../deploy/sbom/licences.js';
import { productionSbom } from '../../deploy/sbom/sbom.js';

/** Licences that only require attribution. Licences that affect our code or limit its use are not among them. */
const ACCEPTED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'Unlicense',
  // date-holidays, whose data require attribution: docs/reference/dependencies.md.
  'CC-BY-3.0',
  // argparse, below date-holidays. The bundle does not contain it.
  'PSF-2.0',
];

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> };

/** Packages that `npm ci --omit=dev --workspaces=false` installs here. */
const installed = Object.entries(packages)
  .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true)
  .filter(([path, { optional }]) => optional !== true || existsSync(new URL(`../../${path}`, import.meta.url)))
  .map(([path]) => JSON.parse(read(`${path}/package.json`)) as { name: string; version: string; license?: unknown });

const key = ({ name, version }: { name: string; version: string }): string => `${name} ${version}`;

/** npm takes a second. */
const sbom = productionSbom();
const licences = productionLicences(sbom);

describe('the bill of materials', () => {
  it('contains every package that is installed for production', () => {
    const listed = new Set(sbom.components.map(key));
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.map(key).filter((one) => !listed.has(one))).toEqual([]);
  });

  it('contains every dependency of the product, and no development dependency', () => {
    const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', object>;
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    expect(names).not.toContain('jest');
    expect(names).not.toContain('typescript');
  });

  it('contains the packages in the GraphiQL page, although they are development dependencies', () => {
    const { version } = JSON.parse(read('node_modules/@graphql-yoga/render-graphiql/package.json')) as Entry;
    expect(sbom.components.map(key)).toContain(`@graphql-yoga/render-graphiql ${version}`);
    expect(sbom.components.map(({ name }) => name)).not.toContain('graphql-yoga');
  });

  it('is deterministic', () => {
    expect(productionSbom()).toEqual(sbom);
    expect(sbom.metadata).not.toHaveProperty('timestamp');
  });
});

describe('the list of licences', () => {
  it('has a row for every package of production', async () => {
    const text = await licencesAsMarkdown(licences);
    const rows = [...text.matchAll(/^\| (\S+) +\| (\S+) +\| \S/gm)].map(([, name = '', version = '']) => ({
      name,
      version,
    }));
    expect(rows.map(key)).toEqual(expect.arrayContaining(licences.map(key)));
  });

  it('has the licences of the packages themselves', () => {
    const declared = new Map(installed.map((one) => [key(one), one.license]));
    // Some older packages have another format.
    const different = licences.filter((one) => {
      const own = declared.get(key(one));
      return typeof own === 'string' && own !== one.licence;
    });
    expect(different).toEqual([]);
  });

  it('is beside the attribution of the public holidays, which their licence requires', () => {
    expect(licences.find(({ name }) => name === 'date-holidays')?.licence).toBe('(ISC AND CC-BY-3.0)');
    expect(read('docs/reference/dependencies.md')).toContain('data of [date-holidays]');
    expect(read('node_modules/date-holidays/LICENSE')).toContain('CC BY-SA 3.0 Attributions');
  });

  it('has only accepted licences', () => {
    const words = (licence: string): string[] => licence.split(/ (?:AND|OR) |[()]/).filter((word) => word !== '');
    const others = licences.filter(({ licence }) => !words(licence).every((word) => ACCEPTED.includes(word)));
    expect(others).toEqual([]);
  });
});
