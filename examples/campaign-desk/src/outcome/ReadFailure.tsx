import type { RequestFailed } from '@wolkvox-graphql/client';

import type { Dictionary } from '../i18n/dictionary.js';
import { useDictionary } from '../i18n/i18n.js';
import { Notice } from '../parts/Notice.js';
import { useFormat, type Format } from '../use-format.js';
import { requestTopicOf } from './FailureNotice.js';
import { readFailureOf } from './read-failure.js';

export interface ReadFailureProps {
  /** What could not be read. */
  readonly title: string;
  /** Error of a query of Apollo Client. */
  readonly error: unknown;
  /** Zone of the operation, for the start of its next day. */
  readonly timeZone: string | undefined;
  readonly onRetry: () => void;
}

/** Explains why something could not be read, and offers a retry. */
export function ReadFailure({ title, error, timeZone, onRetry }: ReadFailureProps) {
  const t = useDictionary();
  const format = useFormat();
  const failure = readFailureOf(error);
  return (
    <Notice tone="wrong" title={title} focused={false}>
      <p>{reasonOf(failure, t, format, timeZone)}</p>
      {failure.errorId !== undefined && (
        <p className="small">
          {t.failures.errorId} {failure.errorId}
        </p>
      )}
      <button type="button" onClick={onRetry}>
        {t.retry}
      </button>
    </Notice>
  );
}

/** Returns a sentence for every code of `errors[]`. */
function reasonOf(
  { code, message, httpStatus, extensions: { resetsAt } }: RequestFailed,
  { readFailures: t }: Dictionary,
  format: Format,
  timeZone: string | undefined,
): string {
  // A proxy without a server behind it answers so.
  if (code === 'NETWORK' || httpStatus === 502) return t.network;
  if (code === 'BUSY' || code === 'RATE_LIMITED' || code === 'OVERLOADED') return t.busy;
  if (code === 'QUOTA_EXHAUSTED' && typeof resetsAt === 'string')
    return t.quota(format.moment(new Date(resetsAt), timeZone));
  if (code === 'MAINTENANCE') return t.maintenance;
  if (code === 'UNREACHABLE') return t.unreachable;
  const topic = requestTopicOf(code);
  // The server's message is localized, and states which limit or argument it is.
  return topic === 'limit' ? message : t[topic];
}
