import { match, RequestFailed } from '@wolkvox-graphql/client';

import type { Action, NoticeText } from '../i18n/dictionary.js';
import { useDictionary } from '../i18n/i18n.js';
import { Notice, type NoticeProps } from '../parts/Notice.js';
import { useFormat } from '../use-format.js';
import type { Failed } from './outcome.js';

export interface FailureNoticeProps extends Pick<NoticeProps, 'focused'> {
  /** What the user tried to do. */
  readonly action: Action;
  readonly failure: Failed;
  /** Zone of the operation, for the start of its next day. */
  readonly timeZone: string | undefined;
}

/** Explains why a mutation did nothing, or why its outcome is unknown. */
export function FailureNotice({ action, failure, timeZone, focused = true }: FailureNoticeProps) {
  const { tone, notice, small } = useNoticeContent(action, failure, timeZone);
  return (
    <Notice tone={tone} title={notice.title} focused={focused}>
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

function useNoticeContent(action: Action, failure: Failed, timeZone: string | undefined): NoticeContent {
  const { failures: t, actions } = useDictionary();
  const format = useFormat();
  const texts = actions[action];
  const { nothing } = texts;
  if (failure instanceof RequestFailed) {
    const { errorId } = failure;
    const small = errorId === undefined ? undefined : `${t.errorId} ${errorId}`;
    const topic = topicOf(failure);
    if (topic === 'network' || topic === 'failed') return wrong(texts[topic], small);
    // The server's message is localized, and states which limit it is.
    const text = topic === 'limit' ? `${nothing} ${failure.message}` : withText(t[topic], nothing).text;
    return wrong({ title: t[topic].title, text }, small);
  }
  return match(failure, {
    WolkvoxInvalidInput: ({ issues }) =>
      wrong({ title: texts.invalid(issues.length), text: issues.map(({ message }) => message).join(' ') }),
    WolkvoxRejected: ({ code, upstreamMessage }) =>
      wrong(
        withText(entryOf(texts.refused, code) ?? texts.refused.REJECTED, nothing),
        `${t.upstreamMessage} ${upstreamMessage}`,
      ),
    WolkvoxBusy: ({ code, retryAfterMs }) => {
      const seconds = Math.ceil(retryAfterMs / 1_000);
      return wait(code === 'IN_PROGRESS' ? t.inProgress(seconds) : withText(t.busy(seconds), nothing));
    },
    WolkvoxQuotaExhausted: ({ resetsAt }) =>
      wait(withText(t.quota(format.moment(new Date(resetsAt), timeZone)), nothing)),
    WolkvoxUnavailable: ({ code, hint }) =>
      wait(
        withText(entryOf(t.unavailable, code) ?? t.unavailable.UNREACHABLE, nothing),
        hint === null ? undefined : `${t.forSupport} ${hint}`,
      ),
    WolkvoxOutcomeUnknown: () => wrong(texts.unknown),
    WolkvoxIdempotencyConflict: () => wrong(texts.keyConflict),
    WolkvoxStateConflict: ({ reason, message }) =>
      wrong(withText(entryOf(t.conflicts, reason) ?? { title: message, text: '' }, nothing)),
    otherwise: ({ message }) => wrong(t.newer, message),
  });
}

const wrong = (notice: NoticeText, small?: string): NoticeContent => ({ tone: 'wrong', notice, small });
const wait = (notice: NoticeText, small?: string): NoticeContent => ({ tone: 'wait', notice, small });

/** Puts "Nothing was created." or the like before the text. */
const withText = ({ title, text }: NoticeText, before: string): NoticeText => ({ title, text: `${before} ${text}` });

/** Returns the text of a code; undefined if a newer server added it. */
const entryOf = (texts: Readonly<Record<string, NoticeText>>, code: string): NoticeText | undefined =>
  Object.hasOwn(texts, code) ? texts[code] : undefined;

/** Returns the dictionary entry of a failure that is not a union member. */
function topicOf({ code, outcomeUnknown }: RequestFailed) {
  if (code === 'NETWORK') return 'network';
  if (outcomeUnknown) return 'failed';
  return requestTopicOf(code);
}

/** Returns the dictionary entry of a request that the server did not execute. */
export function requestTopicOf(code: string): 'notAllowed' | 'support' | 'limit' | 'later' {
  switch (code) {
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
      return 'notAllowed';
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
    case 'GRAPHQL_PARSE_FAILED':
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'QUERY_NOT_IN_SAFELIST':
    case 'HOST_NOT_ALLOWED':
      return 'support';
    case 'LIMIT_EXCEEDED':
    case 'BAD_USER_INPUT':
      return 'limit';
    default:
      return 'later';
  }
}
