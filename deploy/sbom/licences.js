// `npm run licences` writes dist/licences.md, the list of licences for a release. It is not committed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { productionSbom } from './sbom.js';

const FILE = fileURLToPath(new URL('../../dist/licences.md', import.meta.url));

/** The packages of production: `{ name, version, licence }`, the licence as an SPDX expression. */
export function productionLicences(sbom = productionSbom()) {
  return sbom.components
    .map(({ name, version, licenses = [] }) => ({
      name,
      version,
      licence:
        licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND ') || 'none',
    }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/**
 * Parts of the page of EXPLORER=graphiql, whose package lists none of them. Source: the manifests of @graphql-yoga/graphiql 4,
 * GraphiQL 5 and Monaco 0.52, and the page itself.
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

/** Independent of the locale, so that the list is the same on every machine. */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The text of dist/licences.md. */
export async function licencesAsMarkdown(all = productionLicences()) {
  const counts = new Map();
  for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const summary = [...counts]
    .sort((a, b) => b[1] - a[1] || compare(a[0], b[0]))
    .map(([licence, n]) => `${licence} ${n}`);
  const text = `# Licences

Every package of production, including transitive ones, and the package whose page \`npm run build\` copies into \`dist\`.
\`npm run licences\` generates this list from the bill of materials of \`npm run --silent sbom\` (CycloneDX). A test checks that it
matches the installed packages and that every licence is accepted.

${all.length} packages: ${summary.join(', ')}.

| package | version | licence |
| --- | --- | --- |
${all.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n')}

## In the page of \`EXPLORER=graphiql\`

@graphql-yoga/render-graphiql is one bundled page without versions, licences and most notices. According to the manifests of its
sources it contains these parts. Servers do not serve it by default. If you distribute the image, add the notices that these licences require.

| part | licence |
| --- | --- |
${IN_THE_PAGE.map(([what, licence]) => `| ${what} | ${licence} |`).join('\n')}
`;
  return format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const text = await licencesAsMarkdown();
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
  console.log(FILE);
}
