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

/**
 * What stands in the page of EXPLORER=graphiql: the package it is made of holds all of it, and names none. Read out of the
 * manifests of @graphql-yoga/graphiql 4, GraphiQL 5 and Monaco 0.52, and out of the page itself.
 */
const IN_THE_PAGE = [
  ['GraphiQL, its plugins, monaco-graphql, graphql-language-service', 'MIT'],
  ['Monaco Editor, with marked', 'MIT'],
  ['DOMPurify, in Monaco Editor', 'MPL-2.0 OR Apache-2.0'],
  ['Codicons, the font of Monaco Editor', 'CC-BY-4.0'],
  ['React, react-dom, react-compiler-runtime', 'MIT'],
  ['Radix UI, Headless UI, Floating UI, Framer Motion, zustand, clsx', 'MIT'],
  ['React Aria', 'Apache-2.0'],
  ['graphql, @graphql-tools/url-loader, json-bigint-patch and what they need', 'MIT'],
  ['markdown-it, linkify-it, mdurl, uc.micro', 'MIT'],
  ['entities', 'BSD-2-Clause'],
  ['Prettier, jsonc-parser, vscode-languageserver-types, get-value, set-value', 'MIT'],
  ['tslib', '0BSD'],
  ['Roboto', 'Apache-2.0'],
  ['Fira Code', 'OFL-1.1'],
];

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

Every package that runs in production, transitive ones too, and the one whose page \`npm run build\` puts into \`dist\`.
Made by \`npm run licences\` out of the bill of materials that \`npm run --silent sbom\` prints (CycloneDX); a test holds that it is
what is installed, and that each licence is one we accept.

${all.length} packages: ${summary.join(', ')}.

| package | version | licence |
| --- | --- | --- |
${all.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}

## In the page of \`EXPLORER=graphiql\`

@graphql-yoga/render-graphiql is one page with everything in it, which names neither versions nor licences and has lost most notices.
These are in it, as far as the manifests of those who made it tell. No server shows it unless it is told to; whoever hands the image
on to others adds the notices that these licences ask for.

| what | licence |
| --- | --- |
${IN_THE_PAGE.map(([what, licence]) => `| ${what} | ${licence} |`).join('\n')}
`;
  return format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const text = await licencesAsMarkdown();
  writeFileSync(FILE, text);
  console.log(text);
}
