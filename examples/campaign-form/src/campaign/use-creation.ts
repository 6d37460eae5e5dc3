import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { createCampaign, RequestFailed, withApolloClient, type CreateCampaignInput } from '@wolkvox-graphql/client';
import { useRef, useState } from 'react';

import type { CampaignDraft } from './fields.js';
import { isOutcomeUnknown, type Outcome } from './outcome.js';

/** Progress of one creation. */
export type Progress =
  /** The form is editable; `outcome` is the reason why there is no campaign yet. */
  | { readonly stage: 'open'; readonly outcome: Outcome | undefined }
  | { readonly stage: 'sending' }
  /** The campaign may exist. The draft is locked: it may be sent again, or the user confirms the result. */
  | { readonly stage: 'unknownOutcome'; readonly draft: CampaignDraft; readonly outcome: Outcome }
  | { readonly stage: 'created'; readonly id: string; readonly name: string; readonly replayed: boolean };

export interface Creation {
  readonly progress: Progress;
  /** Sends a draft, for the first time or again. Does nothing while a request is in flight. */
  readonly send: (draft: CampaignDraft) => void;
  /** Starts another campaign. */
  readonly begin: () => void;
}

/**
 * Creates one campaign at a time, at most once, with an idempotency key.
 *
 * - The key stays after an outcome that created nothing. The server has released it, so the draft may be edited.
 * - The key stays after an unknown outcome. The draft is locked then, because a new key could create the campaign
 * again.
 * - `begin` takes a new key, after a success or when the user has confirmed the result.
 */
export function useCreation(): Creation {
  const client = useApolloClient();
  const [key, setKey] = useState(newKey);
  const [progress, setProgress] = useState<Progress>(OPEN);
  // State updates too late for the second click of two.
  const inFlight = useRef(false);

  const send = async (draft: CampaignDraft): Promise<void> => {
    if (inFlight.current) return;
    inFlight.current = true;
    const wasUnknown = progress.stage === 'unknownOutcome';
    setProgress({ stage: 'sending' });
    const outcome = await outcomeOf(client, { ...draft, idempotencyKey: key });
    inFlight.current = false;
    setProgress(nextProgress(draft, outcome, wasUnknown));
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

const OPEN: Progress = { stage: 'open', outcome: undefined };

/** Browsers provide it on https and localhost only. */
const newKey = (): string => crypto.randomUUID();

async function outcomeOf(client: ApolloClient, input: CreateCampaignInput): Promise<Outcome> {
  try {
    return await createCampaign(withApolloClient(client), input);
  } catch (error) {
    if (error instanceof RequestFailed) return error;
    throw error;
  }
}

/**
 * Returns the next progress. A later request that did nothing does not resolve an unknown outcome; only a success does.
 */
function nextProgress(draft: CampaignDraft, outcome: Outcome, wasUnknown: boolean): Progress {
  if (outcome instanceof RequestFailed) {
    const { mutation } = outcome;
    if (mutation?.outcome === 'success' && mutation.id !== undefined)
      return { stage: 'created', id: mutation.id, name: draft.name, replayed: false };
  } else if (outcome.__typename === 'CreateCampaignSuccess') {
    const { campaign, replayed } = outcome;
    return { stage: 'created', id: campaign.campaignId, name: campaign.name, replayed };
  }
  return wasUnknown || isOutcomeUnknown(outcome)
    ? { stage: 'unknownOutcome', draft, outcome }
    : { stage: 'open', outcome };
}
