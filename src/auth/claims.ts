import { isObject } from '../shared/json.js';

/**
 * Returns the claim with this name or path, or undefined if there is none.
 * - A path has dots: `realm_access.roles` is `roles` in the claim `realm_access`.
 * - The longest matching name is used first, because a name may contain dots (`https://example.com/scopes`).
 * - Names that every object inherits, such as `constructor`, are not read.
 */
export function readClaim(claims: unknown, path: string): unknown {
  if (!isObject(claims)) return undefined;
  const has = (name: string): boolean => Object.hasOwn(claims, name) && !(name in Object.prototype);
  if (has(path)) return claims[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const found = has(name) ? readClaim(claims[name], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
