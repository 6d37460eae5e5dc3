import { withApolloClient, type Run } from '@wolkvox-graphql/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';

import { isOutcomeUnknown, outcomeOf, type Failed, type Outcome, type Result } from './outcome.js';

/** Progress of one mutation with an idempotency key. */
export type Progress<Draft, R extends Result, Done> =
  /** The draft is editable; `outcome` is the reason why it is not done yet. */
  | { readonly stage: 'open'; readonly outcome: Failed<R> | undefined }
  | { readonly stage: 'sending' }
  /** It may be done. The draft is locked: it may be sent again, or the user confirms the result. */
  | { readonly stage: 'unknownOutcome'; readonly draft: Draft; readonly outcome: Failed<R> }
  | { readonly stage: 'done'; readonly done: Done };

export interface KeyedMutation<Draft, R extends Result, Done> {
  readonly progress: Progress<Draft, R, Done>;
  /** Sends a draft, for the first time or again. Does nothing while a request is in flight. */
  readonly send: (draft: Draft) => void;
  /** Starts another one. */
  readonly begin: () => void;
}

export interface KeyedMutationOptions<Draft, R extends Result, Done> {
  readonly mutate: (run: Run, draft: Draft, idempotencyKey: string) => Promise<R>;
  /** Returns what was done; undefined if the outcome is no success. */
  readonly doneOf: (outcome: Outcome<R>, draft: Draft) => Done | undefined;
}

/**
 * Executes one mutation at a time, at most once, with an idempotency key.
 *
 * - The key stays after an outcome that did nothing. The server has released it, so the draft may be edited.
 * - The key stays after an unknown outcome. The draft is locked then, because a new key could execute it again.
 * - `begin` takes a new key, after a success or when the user has confirmed the result.
 */
export function useKeyedMutation<Draft, R extends Result, Done>({
  mutate,
  doneOf,
}: KeyedMutationOptions<Draft, R, Done>): KeyedMutation<Draft, R, Done> {
  const client = useApolloClient();
  const [key, setKey] = useState(newKey);
  const [progress, setProgress] = useState<Progress<Draft, R, Done>>(OPEN);
  // State updates too late for the second click of two.
  const inFlight = useRef(false);

  const send = async (draft: Draft): Promise<void> => {
    if (inFlight.current) return;
    inFlight.current = true;
    const wasUnknown = progress.stage === 'unknownOutcome';
    setProgress({ stage: 'sending' });
    const outcome = await outcomeOf(mutate(withApolloClient(client), draft, key));
    inFlight.current = false;
    const done = doneOf(outcome, draft);
    setProgress(done === undefined ? afterFailure(draft, outcome as Failed<R>, wasUnknown) : { stage: 'done', done });
  };

  return {
    progress,
    send: (draft) => void send(draft),
    begin: () => {
      setKey(newKey());
      setProgress(OPEN);
    },
  };
}

const OPEN = { stage: 'open', outcome: undefined } as const;

/** Browsers provide it on https and localhost only. */
const newKey = (): string => crypto.randomUUID();

/** Returns the next progress. A later request that did nothing does not resolve an unknown outcome. */
function afterFailure<Draft, R extends Result>(
  draft: Draft,
  outcome: Failed<R>,
  wasUnknown: boolean,
): Progress<Draft, R, never> {
  const unknown = wasUnknown || isOutcomeUnknown(outcome);
  return unknown ? { stage: 'unknownOutcome', draft, outcome } : { stage: 'open', outcome };
}
