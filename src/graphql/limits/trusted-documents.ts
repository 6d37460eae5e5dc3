import type { Sentence } from '../../domain/language.js';
import { SpokenError } from '../error/spoken-error.js';

/** What a request asks with, as it came: GET in the address, POST in the body. */
export interface Asking {
  readonly method: string;
  /** The query of the address, with its question mark, or empty. */
  readonly search: string;
  readonly body: unknown;
}

/** Puts in place of what a request names the document it stands for. */
export interface TrustedDocuments {
  /** The request with the text of a trusted document; null where it asks for another. */
  readonly resolve: (asking: Asking) => Asking | null;
}

/**
 * Only the documents of a manifest, `{ hash: text }`, which may be asked for by `documentId`, by the hash of a persisted
 * query, or by their very text. A request that asks for none is left as it is: Apollo refuses it, or shows its page.
 */
export function trustDocuments(manifest: ReadonlyMap<string, string>): TrustedDocuments {
  const texts = new Set(manifest.values());
  const byHash = new Map([...manifest].map(([hash, text]) => [bare(hash), text]));
  const find = ({ documentId, query, extensions }: Naming): string | undefined => {
    const hash = documentId ?? persistedHash(extensions);
    if (typeof hash === 'string') return byHash.get(bare(hash));
    return typeof query === 'string' && texts.has(query) ? query : undefined;
  };
  return {
    resolve: (asking) => (asking.method === 'GET' ? resolveSearch(asking, find) : resolveBody(asking, find)),
  };
}

/** The answer to a request for any other document. */
export const notTrusted = (): SpokenError => new SpokenError(NOT_TRUSTED, { code: 'QUERY_NOT_IN_SAFELIST' });

const NOT_TRUSTED = {
  en: 'This server runs the documents of its list only, and this one is not in it.',
  es: 'Este servidor ejecuta solo los documentos de su lista, y este no está en ella.',
} as const satisfies Sentence;

/** What may name a document. */
interface Naming {
  readonly documentId?: unknown;
  readonly query?: unknown;
  readonly extensions?: unknown;
}

type Find = (naming: Naming) => string | undefined;

function resolveBody(asking: Asking, find: Find): Asking | null {
  // A list would be a batch, which Apollo refuses; so it does what is no object.
  if (!isObject(asking.body) || !asksFor(asking.body)) return asking;
  const query = find(asking.body);
  if (query === undefined) return null;
  const { body } = asking;
  return {
    ...asking,
    body: { ...body, documentId: undefined, query, extensions: withoutPersisted(body.extensions) },
  };
}

function resolveSearch(asking: Asking, find: Find): Asking | null {
  const params = new URLSearchParams(asking.search);
  const extensions = readJson(params.get('extensions'));
  const naming = {
    documentId: params.get('documentId') ?? undefined,
    query: params.get('query') ?? undefined,
    extensions,
  };
  if (!asksFor(naming)) return asking;
  const query = find(naming);
  if (query === undefined) return null;
  // In place of each that is there.
  params.set('query', query);
  params.delete('documentId');
  params.delete('extensions');
  if (isObject(extensions)) params.set('extensions', JSON.stringify(withoutPersisted(extensions)));
  return { ...asking, search: `?${params.toString()}` };
}

/** Whether anything could be executed. */
const asksFor = ({ documentId, query, extensions }: Naming): boolean =>
  documentId !== undefined || query !== undefined || (isObject(extensions) && 'persistedQuery' in extensions);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function persistedHash(extensions: unknown): unknown {
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  return isObject(persisted) ? persisted.sha256Hash : undefined;
}

/** Apollo would look for it, or register it. */
const withoutPersisted = (extensions: unknown): unknown =>
  isObject(extensions) ? { ...extensions, persistedQuery: undefined } : (extensions ?? null);

/** As GraphQL over HTTP names the kind of hash. */
const bare = (hash: string): string => hash.replace(/^sha256:/, '');

function readJson(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
