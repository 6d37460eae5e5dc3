// The bill of materials of what runs in production, by npm's own `npm sbom`. `npm run --silent sbom > sbom.json`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Of the packages of development, what `npm run build` puts into dist: GraphiQL's page, out of a package that has its own in it. */
const BUILT_IN = ['@graphql-yoga/render-graphiql'];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * CycloneDX, out of the lock file alone: nothing need be installed, and no network. npm is shown a lock file without the
 * packages that only development needs, since `--omit dev` of npm 11 also leaves out every package that development needs,
 * too: of 180 it told 12.
 */
export function productionSbom() {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    // npm calls the product by the name of its folder.
    const copy = join(folder, 'wolkvox-graphql');
    mkdirSync(copy);
    writeFileSync(join(copy, 'package.json'), JSON.stringify(asShipped(readJson('package.json'))));
    writeFileSync(join(copy, 'package-lock.json'), JSON.stringify(productionLock()));
    const text = execFileSync(
      'npm',
      ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
      { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 },
    );
    return reproducible(JSON.parse(text));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

function productionLock() {
  const lock = readJson('package-lock.json');
  const packages = Object.entries(lock.packages).filter(
    ([path, entry]) => (entry.dev !== true || isBuiltIn(path)) && !isWorkspace(path, entry),
  );
  return {
    ...lock,
    packages: Object.fromEntries(
      packages.map(([path, entry]) => [path, path === '' ? asShipped(entry) : isBuiltIn(path) ? alone(entry) : entry]),
    ),
  };
}

/** The client and the examples are built beside the product, and no part of it. */
const isWorkspace = (path, { link }) => link === true || (path !== '' && !path.includes('node_modules/'));

const isBuiltIn = (path) => BUILT_IN.some((name) => path === `node_modules/${name}`);

/** It is no package any more that others could be installed beside. */
function alone(entry) {
  const rest = { ...entry };
  delete rest.dev;
  delete rest.peerDependencies;
  return rest;
}

function asShipped(manifest) {
  const builtIn = BUILT_IN.map((name) => [name, manifest.devDependencies[name]]);
  const production = { ...manifest, dependencies: { ...manifest.dependencies, ...Object.fromEntries(builtIn) } };
  delete production.devDependencies;
  delete production.workspaces;
  return production;
}

/** The same text from the same lock file: npm would put a random number and the time of day in it. */
function reproducible(sbom) {
  const content = { ...sbom, metadata: { ...sbom.metadata } };
  delete content.serialNumber;
  delete content.metadata.timestamp;
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch) content.metadata.timestamp = new Date(Number(epoch) * 1000).toISOString();
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  // The form of a UUID made from a hash (RFC 9562, version 8).
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return { ...content, serialNumber: `urn:uuid:${uuid}` };
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(productionSbom(), null, 2));
