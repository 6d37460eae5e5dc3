interface Member {
  readonly __typename: string;
}

/** Union member that this version does not know. If it is a failure, it has a code and a message. */
export interface UnknownMember extends Member {
  readonly code?: string;
  readonly message?: string;
  readonly retryable?: boolean;
}

/** A function for each union member, and one for members of newer servers. */
export type Cases<Result extends Member> = {
  readonly [Name in Result['__typename']]: (member: Extract<Result, { readonly __typename: Name }>) => unknown;
} & { readonly otherwise: (member: UnknownMember) => unknown };

/** Rejects cases that are not members. */
type NoExtraCases<Known, Handlers> = Record<Exclude<keyof Handlers, keyof Known>, never>;

/** Calls the function of the member's type and returns its result. A missing case is a type error. */
export function match<Result extends Member, Handlers extends Cases<Result>>(
  result: Result,
  cases: Handlers & NoExtraCases<Cases<Result>, Handlers>,
): ReturnType<Handlers[keyof Cases<Result>]> {
  const { __typename: name } = result;
  const chosen = (Object.hasOwn(cases, name) ? name : 'otherwise') as keyof Cases<Result>;
  return (cases[chosen] as (member: Member) => ReturnType<Handlers[keyof Cases<Result>]>)(result);
}
