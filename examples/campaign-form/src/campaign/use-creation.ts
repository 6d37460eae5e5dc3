import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { createCampaign, RequestFailed, withApolloClient, type CreateCampaignInput } from '@wolkvox-graphql/client';
import { useRef, useState } from 'react';

import type { CampaignDraft } from './fields.js';
import { isUnsure, type Outcome } from './outcome.js';

/** How far the creation of one campaign is. */
export type Progress =
  /** To be filled in; `outcome` is why it was not created yet. */
  | { readonly stage: 'open'; readonly outcome: Outcome | undefined }
  | { readonly stage: 'sending' }
  /** It may exist. Nothing may be edited: the same draft may be asked about again, or a person says how it is. */
  | { readonly stage: 'unsure'; readonly draft: CampaignDraft; readonly outcome: Outcome }
  | { readonly stage: 'created'; readonly id: string; readonly name: string; readonly replayed: boolean };

export interface Creation {
  readonly progress: Progress;
  /** Sends a draft, again or for the first time. A second call while one is under way does nothing. */
  readonly send: (draft: CampaignDraft) => void;
  /** The next draft is another campaign. */
  readonly begin: () => void;
}

/**
 * Creates one campaign at a time, and each once: a key goes with it, under which the server creates nothing twice.
 *
 * The key stays through everything that surely created nothing: the server sets it free then, so the draft may be edited.
 * It also stays through what nobody knows the end of, and then the draft must stay as it is: a new key would create the
 * campaign again. So a new key is only taken by `begin`, after a success or where a person has said so.
 */
export function useCreation(): Creation {
  const client = useApolloClient();
  const [key, setKey] = useState(newKey);
  const [progress, setProgress] = useState<Progress>(OPEN);
  // State is too late for the second click of two.
  const underWay = useRef(false);

  const send = async (draft: CampaignDraft): Promise<void> => {
    if (underWay.current) return;
    underWay.current = true;
    const wasUnsure = progress.stage === 'unsure';
    setProgress({ stage: 'sending' });
    const outcome = await outcomeOf(client, { ...draft, idempotencyKey: key });
    underWay.current = false;
    setProgress(after(draft, outcome, wasUnsure));
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

/** Browsers have it on https and on this machine only. */
const newKey = (): string => crypto.randomUUID();

async function outcomeOf(client: ApolloClient, input: CreateCampaignInput): Promise<Outcome> {
  try {
    return await createCampaign(withApolloClient(client), input);
  } catch (error) {
    if (error instanceof RequestFailed) return error;
    throw error;
  }
}

/** That a second request did nothing says nothing of the first: what was unsure stays so until a success. */
function after(draft: CampaignDraft, outcome: Outcome, wasUnsure: boolean): Progress {
  if (outcome instanceof RequestFailed) {
    const { creation } = outcome;
    if (creation?.outcome === 'success' && creation.id !== undefined)
      return { stage: 'created', id: creation.id, name: draft.name, replayed: false };
  } else if (outcome.__typename === 'CreateCampaignSuccess') {
    const { campaign, replayed } = outcome;
    return { stage: 'created', id: campaign.campaignId, name: campaign.name, replayed };
  }
  return wasUnsure || isUnsure(outcome) ? { stage: 'unsure', draft, outcome } : { stage: 'open', outcome };
}
