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
  return async (document, variables, runOptions) => {
    // Before the request starts, because a failed token function is not a network failure.
    const extra = await headersOf(options);
    const run = createRun(async (sending) => {
      const response = await sendRequest(options, sending, { accept: JSON_TYPES, ...extra });
      return readBody(await response.text(), response.status);
    });
    return run(document, variables, runOptions);
  };
}

const JSON_TYPES = 'application/graphql-response+json, application/json;q=0.9';

/** Returns the headers of the caller for the next request. */
export const headersOf = async ({ headers = {} }: FetchOptions): Promise<Headers> =>
  typeof headers === 'function' ? await headers() : headers;

/** Sends a document by POST. */
export function sendRequest(
  { url, language, trustedDocuments = false, fetch = globalThis.fetch }: FetchOptions,
  { document, variables, signal }: Omit<OutgoingRequest, 'mutation'>,
  headers: Headers,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(language === undefined ? {} : { 'accept-language': language }),
      ...headers,
    },
    body: JSON.stringify({ ...documentParams({ document }, trustedDocuments), variables }),
    signal: signal ?? null,
  });
}

/** Returns the document's text, or its hash from codegen. */
function documentParams(
  { document }: Pick<OutgoingRequest, 'document'>,
  trusted: boolean,
): { query: string } | { documentId: string } {
  const { __meta__: meta } = document as { __meta__?: { hash?: string } };
  return trusted && meta?.hash !== undefined ? { documentId: meta.hash } : { query: print(document) };
}
