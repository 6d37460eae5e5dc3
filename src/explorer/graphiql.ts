import { createHash } from 'node:crypto';

import type { SampleOperation } from './sample-operations.js';

/** Assets of @graphql-yoga/render-graphiql: self-contained scripts and styles. */
export interface GraphiqlAssets {
  /** Defines `YogaGraphiQL`. */
  readonly js: string;
  readonly css: string;
  /** Worker of Monaco, its editor. */
  readonly editorWorkerService: string;
  readonly jsonWorker: string;
  readonly graphqlWorker: string;
}

export interface GraphiqlPage {
  readonly html: string;
  /** Hash of its only script, for the content security policy. */
  readonly script: string;
}

/**
 * Renders GraphiQL as one page that requests nothing from other servers. The template of the package is not used:
 * - it writes each document into the URL
 * - it stores headers, including tokens, in the browser
 * - it shares its storage with every other GraphiQL on the same host and port
 */
export function renderGraphiql(assets: GraphiqlAssets, operations: readonly SampleOperation[]): GraphiqlPage {
  const script = scriptOf(assets, operations);
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <title>${TITLE}</title>
    <link rel="icon" href="${ICON}" />
    <style>${assets.css}${STATIC_TABS}</style>
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

/** Without it a pressed tab moves away from under the pointer, and the first click is lost on all tabs but the last. */
const STATIC_TABS = '.graphiql-tab{transform:none!important}';

/** Without it a browser requests /favicon.ico. */
const ICON = 'data:,';

function scriptOf(assets: GraphiqlAssets, operations: readonly SampleOperation[]): string {
  const tabs = operations.map(({ document, variables }) => ({
    query: document,
    variables: JSON.stringify(variables, null, 2),
  }));
  const workers = {
    editorWorkerService: assets.editorWorkerService,
    json: assets.jsonWorker,
    graphql: assets.graphqlWorker,
  };
  return `${assets.js};
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
    // It would send subscriptions by GET, which the server rejects.
    method: 'POST',
    // Its own would put the document in the address.
    onEditQuery: () => undefined,
  });
})();
`;
}

/** Storage of this page alone. Its key changes with the sample operations, so that new ones replace stored tabs. */
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

/** JSON that cannot end the script element around it. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
