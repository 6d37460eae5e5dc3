import { print } from 'graphql';

import { readBody, runBy, type Run, type Sending } from './run.js';

type Headers = Readonly<Record<string, string>>;

export interface FetchOptions {
  /** Where GraphQL is, for example `https://wolkvox.example/graphql`. */
  readonly url: string;
  /** Headers of every request; a function is asked each time, for a token that must be renewed. */
  readonly headers?: Headers | (() => Headers | Promise<Headers>);
  /** The language of what people read, as `Accept-Language` has it: `es`, `en`. */
  readonly language?: string;
  /** Sends the hashes of documents in place of their texts, for a server that knows a list of them. */
  readonly trustedDocuments?: boolean;
  /** Another fetch than the one that is there. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Runs documents by fetch, without any client. */
export function withFetch(options: FetchOptions): Run {
  const { url, headers = {}, language, trustedDocuments = false } = options;
  return async (document, variables, runOptions) => {
    // Before the request begins: a token that cannot be had is no failure of the network.
    const extra = typeof headers === 'function' ? await headers() : headers;
    const run = runBy(async ({ signal, ...sending }) => {
      const { fetch = globalThis.fetch } = options;
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-type': 'application/json',
          ...(language === undefined ? {} : { 'accept-language': language }),
          ...extra,
        },
        body: JSON.stringify({ ...named(sending, trustedDocuments), variables: sending.variables }),
        signal: signal ?? null,
      });
      return readBody(await response.text(), response.status);
    });
    return run(document, variables, runOptions);
  };
}

/** The document by its text, or by the hash that codegen gave it. */
function named({ document }: Pick<Sending, 'document'>, trusted: boolean): { query: string } | { documentId: string } {
  const { __meta__: meta } = document as { __meta__?: { hash?: string } };
  return trusted && meta?.hash !== undefined ? { documentId: meta.hash } : { query: print(document) };
}
