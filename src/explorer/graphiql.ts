import { createHash } from 'node:crypto';

import type { ReadyOperation } from './ready-operation.js';

/** What @graphql-yoga/render-graphiql is made of: texts of scripts and styles, each with all that it needs. */
export interface GraphiqlParts {
  /** Defines `YogaGraphiQL`. */
  readonly js: string;
  readonly css: string;
  /** What Monaco, its editor, runs beside the page. */
  readonly editorWorkerService: string;
  readonly jsonWorker: string;
  readonly graphqlWorker: string;
}

export interface GraphiqlPage {
  readonly html: string;
  /** The hash of its only script, as a content security policy names it. */
  readonly script: string;
}

/**
 * GraphiQL in one page, which asks nobody for anything but the address it came from. Ours rather than the package's own
 * template, which writes each document into the address, keeps headers, tokens among them, in the browser, and
 * shares what it keeps with every other GraphiQL on this host and port.
 */
export function renderGraphiql(parts: GraphiqlParts, operations: readonly ReadyOperation[]): GraphiqlPage {
  const script = scriptOf(parts, operations);
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <title>${TITLE}</title>
    <link rel="icon" href="${ICON}" />
    <style>${parts.css}${TABS_STAY}</style>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
    <script>${script}</script>
  </body>
</html>
`;
  return { html, script: `sha256-${createHash('sha256').update(script).digest('base64')}` };
}

const TITLE = 'wolkvox-graphql';

/** Else a tab that is pressed jumps away from under the pointer, and the first click on each but the last is lost. */
const TABS_STAY = '.graphiql-tab{transform:none!important}';

/** Else a browser would ask for /favicon.ico. */
const ICON = 'data:,';

function scriptOf(parts: GraphiqlParts, operations: readonly ReadyOperation[]): string {
  const tabs = operations.map(({ document, variables }) => ({
    query: document,
    variables: JSON.stringify(variables, null, 2),
  }));
  const workers = {
    editorWorkerService: parts.editorWorkerService,
    json: parts.jsonWorker,
    graphql: parts.graphqlWorker,
  };
  return `${parts.js};
(() => {
  const workers = ${literal(workers)};
  const addresses = {};
  self.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (_module, label) =>
      (addresses[label] ??= URL.createObjectURL(new Blob([workers[label]], { type: 'text/javascript' }))),
  };
  const tabs = ${literal(tabs)};
  ${STORAGE}
  const storage = storageOf(${literal(`${TITLE} ${digest(tabs)} `)});
  const lastTab = () => {
    try {
      const { tabs, activeTabIndex } = JSON.parse(storage.getItem('graphiql:tabState'));
      return tabs[activeTabIndex];
    } catch {
      return undefined;
    }
  };
  // It fills its editors from no tab at the start, but opens one more.
  const { query, variables } = lastTab() ?? tabs[0];
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
    title: ${literal(TITLE)},
    logo: ' ',
    storage,
    defaultTabs: tabs,
    query,
    variables,
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
    // Its own would put the document in the address.
    onEditQuery: () => undefined,
  });
})();
`;
}

/** What this page keeps is its own: other ready operations than those of last time are seen, whatever was kept with those. */
const STORAGE = `const storageOf = (space) => {
    const own = () => Object.keys(localStorage).filter((key) => key.startsWith(space));
    return {
      get length() { return own().length; },
      getItem: (key) => localStorage.getItem(space + key),
      setItem: (key, value) => localStorage.setItem(space + key, value),
      removeItem: (key) => localStorage.removeItem(space + key),
      clear: () => own().forEach((key) => localStorage.removeItem(key)),
    };
  };`;

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8);

/** Nothing in it can end the script that it stands in. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
