// Bundles the server and its packages into dist/bundle, and lets dist/main.js load it. A step of `npm run build:server`.
// Otherwise a start finds, reads and compiles some 1,500 files, which takes twice the CPU. See docs/adr/0017-bundled-server.md.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** A map without a source. Maps of all packages would take 0.3 s of each start, because `--enable-source-maps` reads them. */
const UNMAPPED = { version: 3, sources: [], names: [], mappings: 'A' };

const sourceMaps = {
  name: 'source-maps',
  load: {
    filter: { id: { include: /\.js$/, exclude: /node_modules/ } },
    // tsc's maps, so that stack traces show the lines of src.
    handler: (path) => ({ code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') }),
  },
  transform: {
    filter: { id: /node_modules/ },
    handler: (code) => ({ code, map: UNMAPPED }),
  },
};

/** Apollo hashes the schema and every document. In a bundle it does not find node:crypto, and would use a hash in JavaScript. */
const nodeHash = {
  name: 'node-hash',
  load: {
    filter: { id: /@apollo\/utils\.createhash\/dist\/index\.js$/ },
    handler: () => ({ code: "exports.createHash = require('node:crypto').createHash;", map: UNMAPPED }),
  },
};

const bundle = await rolldown({
  input: {
    main: `${DIST}main.js`,
    // Tests that start the server in their own process load these (test/support/product.ts).
    server: `${DIST}server.js`,
    config: `${DIST}config/config.js`,
    logger: `${DIST}telemetry/logger.js`,
  },
  platform: 'node',
  // It loads a binary from its own folder.
  external: ['classic-level'],
  plugins: [nodeHash, sourceMaps],
  onLog: (_level, log) => {
    // For example a package that is not found: the server would fail when it needs it.
    throw new Error(log.message);
  },
});
await bundle.write({ dir: `${DIST}bundle`, format: 'esm', sourcemap: true });
await bundle.close();
// Read at the start beside the module that uses them, which is in the bundle or, for tests and benches, in dist.
for (const folder of ['state/redis', 'bundle'])
  cpSync(fileURLToPath(new URL('../src/state/redis/scripts/', import.meta.url)), `${DIST}${folder}/scripts`, {
    recursive: true,
  });
writeFileSync(`${DIST}main.js`, "import './bundle/main.js';\n");
