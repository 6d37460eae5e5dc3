import { isObject } from '../shared/json.js';
import type { LocalizedText } from '../shared/i18n.js';
import { LocalizedError } from '../graphql/errors/localized-error.js';

/** Parameters of a GraphQL request over HTTP: in the URL for GET, in the body for POST. */
export interface GraphQLHttpParams {
  readonly method: string;
  /** Query string with its question mark; empty if there is none. */
  readonly search: string;
  readonly body: unknown;
}

/** Replaces a document reference with the document. */
export interface TrustedDocuments {
  /** Returns the request with the text of a trusted document; null if its document is not on the safelist. */
  readonly resolve: (request: GraphQLHttpParams) => GraphQLHttpParams | null;
}

/**
 * Creates the safelist from a manifest, `{ hash: text }`. A request may use `documentId`, the hash of a persisted query
 * or the exact text. A request without a document is unchanged: Apollo rejects it or shows its page.
 */
export function createSafelist(manifest: ReadonlyMap<string, string>): TrustedDocuments {
  const texts = new Set(manifest.values());
  const byHash = new Map([...manifest].map(([hash, text]) => [stripHashPrefix(hash), text]));
  const find = ({ documentId, query, extensions }: DocumentReference): string | undefined => {
    const hash = documentId ?? persistedHash(extensions);
    if (typeof hash === 'string') return byHash.get(stripHashPrefix(hash));
    return typeof query === 'string' && texts.has(query) ? query : undefined;
  };
  return {
    resolve: (request) => (request.method === 'GET' ? resolveSearch(request, find) : resolveBody(request, find)),
  };
}

/** Error for a document that is not on the safelist. */
export const notInSafelistError = (): LocalizedError =>
  new LocalizedError(NOT_IN_SAFELIST, { code: 'QUERY_NOT_IN_SAFELIST' });

const NOT_IN_SAFELIST = {
  en: 'This server runs only documents on its safelist, and this document is not on it.',
  es: 'Este servidor ejecuta solo los documentos de su lista, y este no está en ella.',
} as const satisfies LocalizedText;

/** Parameters that may identify a document. */
interface DocumentReference {
  readonly documentId?: unknown;
  readonly query?: unknown;
  readonly extensions?: unknown;
}

type Find = (reference: DocumentReference) => string | undefined;

function resolveBody(request: GraphQLHttpParams, find: Find): GraphQLHttpParams | null {
  // A list would be a batch, which Apollo rejects, like any body that is no object.
  if (!isObject(request.body) || !hasDocument(request.body)) return request;
  const query = find(request.body);
  if (query === undefined) return null;
  const { body } = request;
  return {
    ...request,
    body: { ...body, documentId: undefined, query, extensions: withoutPersisted(body.extensions) },
  };
}

function resolveSearch(request: GraphQLHttpParams, find: Find): GraphQLHttpParams | null {
  const params = new URLSearchParams(request.search);
  const extensions = readJson(params.get('extensions'));
  const reference = {
    documentId: params.get('documentId') ?? undefined,
    query: params.get('query') ?? undefined,
    extensions,
  };
  if (!hasDocument(reference)) return request;
  const query = find(reference);
  if (query === undefined) return null;
  // Replaces all query parameters of that name.
  params.set('query', query);
  params.delete('documentId');
  params.delete('extensions');
  if (isObject(extensions)) params.set('extensions', JSON.stringify(withoutPersisted(extensions)));
  return { ...request, search: `?${params.toString()}` };
}

/** Returns true if the request has anything to execute. */
const hasDocument = ({ documentId, query, extensions }: DocumentReference): boolean =>
  documentId !== undefined || query !== undefined || (isObject(extensions) && 'persistedQuery' in extensions);

function persistedHash(extensions: unknown): unknown {
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  return isObject(persisted) ? persisted.sha256Hash : undefined;
}

/** Otherwise Apollo would look it up or register it. */
const withoutPersisted = (extensions: unknown): unknown =>
  isObject(extensions) ? { ...extensions, persistedQuery: undefined } : (extensions ?? null);

/** Removes the hash prefix that GraphQL over HTTP defines. */
const stripHashPrefix = (hash: string): string => hash.replace(/^sha256:/, '');

function readJson(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
