import { print } from 'graphql';

import { readBody, createRun, type Run, type OutgoingRequest } from './run.js';

type Headers = Readonly<Record<string, string>>;

export interface FetchOptions {
  /** URL of the GraphQL endpoint, for example `https://wolkvox.example/graphql`. */
  readonly url: string;
  /** Headers of every request. A function is called for each request, for tokens that expire. */
  readonly headers?: Headers | (() => Headers | Promise<Headers>);
  /** Language of texts for users, as in `Accept-Language`: `es`, `en`. */
  readonly language?: string;
  /** Sends hashes instead of documents, for a server with a list of trusted documents. */
  readonly trustedDocuments?: boolean;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** Creates a Run with fetch, without a GraphQL client. */
export function withFetch(options: FetchOptions): Run {
  const { url, headers = {}, language, trustedDocuments = false } = options;
  return async (document, variables, runOptions) => {
    // Before the request starts, because a failed token function is not a network failure.
    const extra = typeof headers === 'function' ? await headers() : headers;
    const run = createRun(async ({ signal, ...sending }) => {
      const { fetch = globalThis.fetch } = options;
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-type': 'application/json',
          ...(language === undefined ? {} : { 'accept-language': language }),
          ...extra,
        },
        body: JSON.stringify({ ...documentParams(sending, trustedDocuments), variables: sending.variables }),
        signal: signal ?? null,
      });
      return readBody(await response.text(), response.status);
    });
    return run(document, variables, runOptions);
  };
}

/** Returns the document's text, or its hash from codegen. */
function documentParams(
  { document }: Pick<OutgoingRequest, 'document'>,
  trusted: boolean,
): { query: string } | { documentId: string } {
  const { __meta__: meta } = document as { __meta__?: { hash?: string } };
  return trusted && meta?.hash !== undefined ? { documentId: meta.hash } : { query: print(document) };
}
