import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

import type { Sentence } from '../../domain/language.js';
import type { Speech } from '../speech.js';
import type { ErrorCode } from './codes.js';

/** What a client is shown of an error. */
export interface Shown {
  readonly message: string;
  readonly extensions?: Record<string, unknown>;
}

/**
 * An error of ours for errors[]. Its words are chosen when it is shown, so whoever throws it need not know who asks.
 * `hint` is a further sentence, shown among the extensions.
 */
export class SpokenError extends GraphQLError {
  constructor(
    readonly sentence: Sentence,
    extensions: GraphQLErrorExtensions & { readonly code: ErrorCode },
    private readonly hint?: Sentence,
  ) {
    super(sentence.en, { extensions: { ...extensions, ...(hint && { hint: hint.en }) } });
  }

  shown(speech: Speech): Shown {
    // `http` is for Apollo, which answers with that status.
    const extensions: Record<string, unknown> = { ...this.extensions, http: undefined };
    if (this.hint !== undefined) extensions.hint = speech.say(this.hint);
    return { message: speech.say(this.sentence), extensions };
  }
}

/** The error of ours that an error of graphql-js or of Apollo stands for; undefined where there is none. */
export function spokenOf(error: unknown): SpokenError | undefined {
  for (let cause = error; cause instanceof GraphQLError; cause = cause.originalError)
    if (cause instanceof SpokenError) return cause;
  return undefined;
}
