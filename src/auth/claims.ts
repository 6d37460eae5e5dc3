/**
 * Returns the claim with this name or path, or undefined if there is none.
 * - A path has dots: `realm_access.roles` is `roles` in the claim `realm_access`.
 * - The longest matching name is used first, because a name may contain dots (`https://example.com/scopes`).
 * - Names that every object inherits, such as `constructor`, are not read.
 */
export function readClaim(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const has = (name: string): boolean => Object.hasOwn(claims, name) && !(name in Object.prototype);
  const of = claims as Readonly<Record<string, unknown>>;
  if (has(path)) return of[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const found = has(name) ? readClaim(of[name], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Environment variables that contain the name of a claim. */
export type ClaimVariable = 'AUTH_JWT_SCOPE_CLAIM' | 'AUTH_JWT_OPERATIONS_CLAIM';

/** Events of claims for the log. */
export interface ClaimEvents {
  /** Called at most once per variable, if the claim of the first accepted token is not a list. */
  readonly claimMissing: (variable: ClaimVariable, claim: string) => void;
}

/**
 * Returns a function that checks the claims of accepted tokens. Only the first accepted token is checked, because a wrong name
 * in a variable affects every token.
 */
export function watchClaims(events: ClaimEvents): (variable: ClaimVariable, claim: string, value: unknown) => void {
  const decided = new Set<ClaimVariable>();
  return (variable, claim, value) => {
    if (decided.has(variable)) return;
    decided.add(variable);
    if (typeof value !== 'string' && !Array.isArray(value)) events.claimMissing(variable, claim);
  };
}
