/**
 * Returns the claim of this name, or the value at this path of names with dots between: `realm_access.roles` is `roles` in
 * the claim `realm_access`. A longer name goes before a shorter one, so a claim whose own name has dots
 * (`https://example.com/scopes`) is found by it. Undefined if there is none, also if the path leads through anything but
 * objects. Names that every object inherits, such as `constructor`, are not read, even if a token has a claim of that name.
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

/** The variables that name a claim. */
export type ClaimVariable = 'AUTH_JWT_SCOPE_CLAIM' | 'AUTH_JWT_OPERATIONS_CLAIM';

/** For the log. */
export interface ClaimNews {
  /** Called once per variable: the first token that is accepted has no list in the claim that the variable names. */
  readonly claimMissing: (variable: ClaimVariable, claim: string) => void;
}

/**
 * Watches whether accepted tokens have the claims that variables name. It decides at the first accepted token: a wrong name
 * shows at the first attempt of whoever sets the variable, and a token without the claim is no news after one that had it.
 */
export function watchClaims(news: ClaimNews): (variable: ClaimVariable, claim: string, value: unknown) => void {
  const decided = new Set<ClaimVariable>();
  return (variable, claim, value) => {
    if (decided.has(variable)) return;
    decided.add(variable);
    if (typeof value !== 'string' && !Array.isArray(value)) news.claimMissing(variable, claim);
  };
}
