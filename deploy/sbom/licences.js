// `npm run licences` writes docs/licences.md anew; after a change of dependencies that is all there is to do.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { productionSbom } from './sbom.js';

const FILE = fileURLToPath(new URL('../../docs/licences.md', import.meta.url));

/** What runs in production, by name and version: `{ name, version, licence }`, the licence in SPDX's words. */
export function productionLicences() {
  return productionSbom()
    .components.map(({ name, version, licenses = [] }) => ({
      name,
      version,
      licence:
        licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND ') || 'none',
    }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** Not by locale: the list is the same on every machine. */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The text of docs/licences.md. */
export async function licencesAsMarkdown() {
  const all = productionLicences();
  const counts = new Map();
  for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const summary = [...counts]
    .sort((a, b) => b[1] - a[1] || compare(a[0], b[0]))
    .map(([licence, n]) => `${licence} ${n}`);
  const text = `# Licences

Every package that runs in production, transitive ones too. Made by \`npm run licences\` out of the bill of materials that
\`npm run --silent sbom\` prints (CycloneDX); a test holds that it is what is installed, and that each licence is one we accept.

${all.length} packages: ${summary.join(', ')}.

| package | version | licence |
| --- | --- | --- |
${all.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}
`;
  return format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const text = await licencesAsMarkdown();
  writeFileSync(FILE, text);
  console.log(text);
}
