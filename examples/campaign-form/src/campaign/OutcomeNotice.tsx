import { match, RequestFailed } from '@wolkvox-graphql/client';

import { Notice, type NoticeProps } from '../parts/Notice.js';
import { useFormat } from '../use-format.js';
import type { Refusal, NoticeText, Unavailability } from '../i18n/dictionary.js';
import { useDictionary } from '../i18n/i18n.js';
import type { Issue } from './issues.js';
import type { Outcome } from './outcome.js';

export interface OutcomeNoticeProps {
  readonly outcome: Outcome;
  /** Zone of the operation, for the start of its next day. */
  readonly timeZone: string | undefined;
}

/** Explains why there is no campaign, or why that is unknown. */
export function OutcomeNotice({ outcome, timeZone }: OutcomeNoticeProps) {
  const { tone, notice, small } = useNoticeContent(outcome, timeZone);
  return (
    <Notice tone={tone} title={notice.title}>
      <p>{notice.text}</p>
      {small !== undefined && <p className="small">{small}</p>}
    </Notice>
  );
}

interface NoticeContent {
  readonly tone: NoticeProps['tone'];
  readonly notice: NoticeText;
  /** For support. */
  readonly small: string | undefined;
}

function useNoticeContent(outcome: Outcome, timeZone: string | undefined): NoticeContent {
  const t = useDictionary();
  const format = useFormat();
  if (outcome instanceof RequestFailed) {
    const { errorId } = outcome;
    return wrong(t[topicOf(outcome)], errorId === undefined ? undefined : `${t.errorId} ${errorId}`);
  }
  return match(outcome, {
    CreateCampaignSuccess: ({ campaign }) => wait({ title: t.created.title, text: campaign.name }),
    WolkvoxInvalidInput: ({ issues }) => wrong({ title: t.invalid(issues.length), text: sentences(issues) }),
    WolkvoxRejected: ({ code, upstreamMessage }) =>
      wrong(t.refused[code as Refusal], `${t.upstreamMessage} ${upstreamMessage}`),
    WolkvoxBusy: ({ code, retryAfterMs }) =>
      wait((code === 'IN_PROGRESS' ? t.inProgress : t.busy)(Math.ceil(retryAfterMs / 1_000))),
    WolkvoxQuotaExhausted: ({ resetsAt }) => wait(t.quota(format.moment(new Date(resetsAt), timeZone))),
    WolkvoxUnavailable: ({ code, hint }) =>
      wait(t.unavailable[code as Unavailability], hint === null ? undefined : `${t.forSupport} ${hint}`),
    WolkvoxOutcomeUnknown: () => wrong(t.unknown),
    WolkvoxIdempotencyConflict: () => wrong(t.conflict),
    otherwise: ({ message }) => wrong(t.newer, message),
  });
}

const wrong = (notice: NoticeText, small?: string): NoticeContent => ({ tone: 'wrong', notice, small });
const wait = (notice: NoticeText, small?: string): NoticeContent => ({ tone: 'wait', notice, small });

const sentences = (issues: readonly Issue[]): string => issues.map(({ message }) => message).join(' ');

/** Returns the dictionary entry of a failure that is not a union member. */
function topicOf({ code, outcomeUnknown }: RequestFailed): 'network' | 'failed' | 'support' | 'notAllowed' | 'later' {
  if (code === 'NETWORK') return 'network';
  if (outcomeUnknown) return 'failed';
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return 'notAllowed';
  return code === 'UPSTREAM_AUTHENTICATION' || code === 'UPSTREAM_CONTRACT' ? 'support' : 'later';
}
