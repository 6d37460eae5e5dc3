import { Field, InterfaceType, registerEnumType } from 'type-graphql';

import { FAILURES, type FailureCode } from '../../domain/failure.js';
import { LANGUAGES } from '../../domain/language.js';
import type { Speech } from '../speech.js';

/** value === name: an enum whose internal value differs breaks input defaults in a subgraph. */
export const WolkvoxErrorCode = Object.fromEntries(Object.keys(FAILURES).map((code) => [code, code])) as {
  readonly [Code in FailureCode]: Code;
};

registerEnumType(WolkvoxErrorCode, {
  name: 'WolkvoxErrorCode',
  description:
    'What went wrong, in one word to act on: `code` of a result and `extensions.code` in errors[] are the same words; errors[] has some more, of access and limits. The description of each is the message that goes with it, in English.',
  valuesConfig: Object.fromEntries(
    Object.entries(FAILURES).map(([code, { message }]) => [code, { description: message.en }]),
  ),
});

/** What descriptions say of sentences. */
export const IN_THEIR_LANGUAGE = `in the language of Accept-Language, ${[...LANGUAGES].reverse().join(' or ')}`;

@InterfaceType({
  description:
    'What every failure tells. Match it with `... on WolkvoxError` to be ready for members that are added later.',
})
export abstract class WolkvoxError {
  @Field(() => WolkvoxErrorCode, { description: 'The failure in one word, for programs.' })
  readonly code: FailureCode;

  @Field(() => String, {
    description: `The failure in a sentence, for people, ${IN_THEIR_LANGUAGE}. It never holds a value of the input.`,
  })
  readonly message: string;

  @Field(() => Boolean, {
    description:
      'Whether the same request may be made again after a pause. False means: not as it is, or not without looking first.',
  })
  readonly retryable: boolean;

  protected constructor(code: FailureCode, speech: Speech) {
    this.code = code;
    this.message = speech.say(FAILURES[code].message);
    this.retryable = FAILURES[code].repeat === 'later';
  }
}
