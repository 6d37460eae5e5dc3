import { match, RequestFailed } from '@wolkvox-graphql/client';

import { Notice, type NoticeProps } from '../parts/Notice.js';
import { useFormat } from '../use-format.js';
import type { Refusal, Told, Unavailability } from '../words/dictionary.js';
import { useWords } from '../words/words.js';
import type { Issue } from './issues.js';
import type { Outcome } from './outcome.js';

export interface OutcomeNoticeProps {
  readonly outcome: Outcome;
  /** The operation's, for when its next day begins. */
  readonly timeZone: string | undefined;
}

/** Why there is no campaign, or why nobody knows, in plain words. */
export function OutcomeNotice({ outcome, timeZone }: OutcomeNoticeProps) {
  const { tone, told, small } = useTelling(outcome, timeZone);
  return (
    <Notice tone={tone} title={told.title}>
      <p>{told.text}</p>
      {small !== undefined && <p className="small">{small}</p>}
    </Notice>
  );
}

interface Telling {
  readonly tone: NoticeProps['tone'];
  readonly told: Told;
  /** For whoever is asked for help. */
  readonly small: string | undefined;
}

function useTelling(outcome: Outcome, timeZone: string | undefined): Telling {
  const words = useWords();
  const format = useFormat();
  if (outcome instanceof RequestFailed) {
    const { errorId } = outcome;
    return wrong(words[topicOf(outcome)], errorId === undefined ? undefined : `${words.errorId} ${errorId}`);
  }
  return match(outcome, {
    CreateCampaignSuccess: ({ campaign }) => wait({ title: words.created.title, text: campaign.name }),
    WolkvoxInvalidInput: ({ issues }) => wrong({ title: words.invalid(issues.length), text: sentences(issues) }),
    WolkvoxRejected: ({ code, upstreamMessage }) =>
      wrong(words.refused[code as Refusal], `${words.wolkvoxSays} ${upstreamMessage}`),
    WolkvoxBusy: ({ code, retryAfterMs }) =>
      wait((code === 'IN_PROGRESS' ? words.inProgress : words.busy)(Math.ceil(retryAfterMs / 1_000))),
    WolkvoxQuotaExhausted: ({ resetsAt }) => wait(words.quota(format.moment(new Date(resetsAt), timeZone))),
    WolkvoxUnavailable: ({ code, hint }) =>
      wait(words.unavailable[code as Unavailability], hint === null ? undefined : `${words.forSupport} ${hint}`),
    WolkvoxOutcomeUnknown: () => wrong(words.unknown),
    WolkvoxIdempotencyConflict: () => wrong(words.conflict),
    otherwise: ({ message }) => wrong(words.newer, message),
  });
}

const wrong = (told: Told, small?: string): Telling => ({ tone: 'wrong', told, small });
const wait = (told: Told, small?: string): Telling => ({ tone: 'wait', told, small });

const sentences = (issues: readonly Issue[]): string => issues.map(({ message }) => message).join(' ');

/** Which words fit a failure that is no member of the union. */
function topicOf({ code, outcomeUnknown }: RequestFailed): 'network' | 'failed' | 'support' | 'notAllowed' | 'later' {
  if (code === 'NETWORK') return 'network';
  if (outcomeUnknown) return 'failed';
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return 'notAllowed';
  return code === 'UPSTREAM_AUTHENTICATION' || code === 'UPSTREAM_CONTRACT' ? 'support' : 'later';
}
