import { Field, InterfaceType, registerEnumType } from 'type-graphql';

import { FAILURES, type FailureCode } from '../../domain/failure.js';
import { LOCALES } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';

/** Each value equals its name: enums with other internal values break input defaults in a subgraph. */
export const WolkvoxErrorCode = Object.fromEntries(Object.keys(FAILURES).map((code) => [code, code])) as {
  readonly [Code in FailureCode]: Code;
};

registerEnumType(WolkvoxErrorCode, {
  name: 'WolkvoxErrorCode',
  description:
    'Failure codes, used in `code` of a result and in `extensions.code` of `errors[]`. `errors[]` has further codes for access and limits. The description of each code is its message in English.',
  valuesConfig: Object.fromEntries(
    Object.entries(FAILURES).map(([code, { message }]) => [code, { description: message.en }]),
  ),
});

/** Note for descriptions of localized texts. */
export const LANGUAGE_NOTE = `in the language of Accept-Language (${[...LOCALES].reverse().join(' or ')})`;

@InterfaceType({
  description: 'Fields of every failure. Match it with `... on WolkvoxError` to handle members that are added later.',
})
export abstract class WolkvoxError {
  @Field(() => WolkvoxErrorCode, { description: 'Failure code, for programs.' })
  readonly code: FailureCode;

  @Field(() => String, {
    description: `Message for people, ${LANGUAGE_NOTE}. It never contains a value of the input.`,
  })
  readonly message: string;

  @Field(() => Boolean, {
    description: 'True if the same request can be retried later.',
  })
  readonly retryable: boolean;

  protected constructor(code: FailureCode, localizer: Localizer) {
    this.code = code;
    this.message = localizer.localize(FAILURES[code].message);
    this.retryable = FAILURES[code].retry === 'later';
  }
}
