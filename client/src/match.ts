interface Member {
  readonly __typename: string;
}

/** A member that this package does not know: a newer server has it. A failure has a code and a message all the same. */
export interface UnknownMember extends Member {
  readonly code?: string;
  readonly message?: string;
  readonly retryable?: boolean;
}

/** A function for each member of a union, and one for those that are added later. */
export type Cases<Result extends Member> = {
  readonly [Name in Result['__typename']]: (member: Extract<Result, { readonly __typename: Name }>) => unknown;
} & { readonly otherwise: (member: UnknownMember) => unknown };

/** Refuses a case for what is no member. */
type NoOthers<Known, Given> = Record<Exclude<keyof Given, keyof Known>, never>;

/** Calls the function for the member that it is, and gives what that returns. To forget a member is an error of types. */
export function match<Result extends Member, Given extends Cases<Result>>(
  result: Result,
  cases: Given & NoOthers<Cases<Result>, Given>,
): ReturnType<Given[keyof Cases<Result>]> {
  const { __typename: name } = result;
  const chosen = (Object.hasOwn(cases, name) ? name : 'otherwise') as keyof Cases<Result>;
  return (cases[chosen] as (member: Member) => ReturnType<Given[keyof Cases<Result>]>)(result);
}
