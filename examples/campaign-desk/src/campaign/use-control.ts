import { useApolloClient } from '@apollo/client/react';
import {
  startCampaign,
  stopCampaign,
  withApolloClient,
  type CampaignConfirmation,
  type StartCampaignResult,
} from '@wolkvox-graphql/client';
import { useRef, useState } from 'react';

import { isMember, isSuccess, outcomeOf, type Failed, type Outcome } from '../outcome/outcome.js';
import type { StatusReading } from '../progress/progress.js';

/** What a start is confirmed with, and when it was read. */
export interface FactsReading {
  readonly name: string;
  readonly contactCount: number | null;
  readonly readAt: Date;
}

/** Question before a start. */
export interface StartQuestion {
  /** Shown to the user, and sent. */
  readonly confirm: CampaignConfirmation;
  /** What was confirmed before, if the campaign has changed since. */
  readonly before: CampaignConfirmation | undefined;
}

/** Last event, for the user. */
export type ControlNotice =
  | { readonly kind: 'started' | 'stopped'; readonly name: string; readonly changed: boolean }
  | { readonly kind: 'failed'; readonly action: 'start' | 'stop'; readonly failure: Failed }
  | { readonly kind: 'empty' | 'noCount' };

export interface Control {
  readonly starting: boolean;
  readonly stopping: boolean;
  readonly question: StartQuestion | undefined;
  readonly notice: ControlNotice | undefined;
  /** Status after the last mutation; undefined before the first. */
  readonly status: StatusReading | undefined;
  /** Name and count of the last conflict; undefined before the first. */
  readonly facts: FactsReading | undefined;
  /** Opens the question with the shown name and count. */
  readonly askToStart: (shown: Pick<FactsReading, 'name' | 'contactCount'>) => void;
  readonly confirmStart: () => void;
  readonly cancelStart: () => void;
  /** Always works, also while a start is in flight. */
  readonly stop: () => void;
}

/** A second click within this time is the same one. */
const DOUBLE_CLICK_MS = 1_000;

/** Starts and stops one campaign. `onChanged` is called when its list should be read again. */
export function useControl(id: string, onChanged: () => void): Control {
  const run = withApolloClient(useApolloClient());
  const [startsInFlight, setStartsInFlight] = useState(0);
  const [stopsInFlight, setStopsInFlight] = useState(0);
  const [question, setQuestion] = useState<StartQuestion>();
  const [notice, setNotice] = useState<ControlNotice>();
  const [status, setStatus] = useState<StatusReading>();
  const [facts, setFacts] = useState<FactsReading>();
  const stops = useRef({ count: 0, lastAt: 0 });

  const ask = (
    { name, contactCount }: Pick<FactsReading, 'name' | 'contactCount'>,
    before?: CampaignConfirmation,
  ): void => {
    if (contactCount === null) setNotice({ kind: 'noCount' });
    else if (contactCount === 0) setNotice({ kind: 'empty' });
    else {
      setNotice(undefined);
      setQuestion({ confirm: { name, contactCount }, before });
    }
  };

  const afterStart = (outcome: Outcome<StartCampaignResult>, confirm: CampaignConfirmation): void => {
    const readAt = new Date();
    if (isSuccess(outcome)) {
      const { campaign, changed } = outcome;
      setStatus({ status: 'STARTED', readAt });
      setNotice({ kind: 'started', name: campaign.name, changed });
      return;
    }
    if (isMember(outcome, 'WolkvoxStateConflict')) {
      const { campaign, reason } = outcome;
      setStatus({ status: campaign.status, readAt });
      setFacts({ name: campaign.name, contactCount: campaign.contactCount, readAt });
      if (reason === 'CONFIRMATION_MISMATCH') {
        ask(campaign, confirm);
        return;
      }
    }
    setNotice({ kind: 'failed', action: 'start', failure: outcome as Failed });
  };

  const start = async (confirm: CampaignConfirmation): Promise<void> => {
    const stopsBefore = stops.current.count;
    setNotice(undefined);
    setStartsInFlight((count) => count + 1);
    const outcome = await outcomeOf(startCampaign(run, { campaignId: id, confirm }));
    setStartsInFlight((count) => count - 1);
    // A stop is newer than this answer.
    if (stops.current.count === stopsBefore) afterStart(outcome, confirm);
    onChanged();
  };

  const stop = async (): Promise<void> => {
    const now = Date.now();
    if (now - stops.current.lastAt < DOUBLE_CLICK_MS) return;
    stops.current = { count: stops.current.count + 1, lastAt: now };
    setQuestion(undefined);
    setNotice(undefined);
    setStopsInFlight((count) => count + 1);
    const outcome = await outcomeOf(stopCampaign(run, id));
    setStopsInFlight((count) => count - 1);
    if (isSuccess(outcome)) {
      const { campaign, changed } = outcome;
      setStatus({ status: 'STOPPED', readAt: new Date() });
      setNotice({ kind: 'stopped', name: campaign.name, changed });
    } else {
      setNotice({ kind: 'failed', action: 'stop', failure: outcome });
    }
    onChanged();
  };

  return {
    starting: startsInFlight > 0,
    stopping: stopsInFlight > 0,
    question,
    notice,
    status,
    facts,
    askToStart: (shown) => {
      if (startsInFlight === 0) ask(shown);
    },
    confirmStart: () => {
      if (!question) return;
      setQuestion(undefined);
      void start(question.confirm);
    },
    cancelStart: () => setQuestion(undefined),
    stop: () => void stop(),
  };
}
