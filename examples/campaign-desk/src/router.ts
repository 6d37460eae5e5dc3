import { useSyncExternalStore } from 'react';

/** Page of the desk. It is in the fragment of the address, so that any web server can host the files. */
export type Route =
  /** `operationId` is undefined for the default operation. */
  | { readonly page: 'list'; readonly operationId?: string }
  | { readonly page: 'create' }
  /** `id` is the global id, for example `default:5801`. */
  | { readonly page: 'campaign'; readonly id: string };

/** Returns the address of a page, for links. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case 'create':
      return '#/new';
    case 'campaign':
      return `#/campaigns/${encodeURIComponent(route.id)}`;
    case 'list':
      return route.operationId === undefined ? '#/' : `#/operations/${encodeURIComponent(route.operationId)}`;
  }
}

/** Returns the page of a fragment. An unknown one is the list. */
export function routeOf(hash: string): Route {
  const [folder, name] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  if (folder === 'new') return { page: 'create' };
  if (folder === 'campaigns' && name) return { page: 'campaign', id: name };
  if (folder === 'operations' && name) return { page: 'list', operationId: name };
  return { page: 'list' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that a person typed.
    return part;
  }
}

/** Returns the current page, and renders again when it changes. */
export const useRoute = (): Route => routeOf(useSyncExternalStore(subscribe, () => location.hash));

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}
