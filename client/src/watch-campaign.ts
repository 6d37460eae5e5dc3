import { readEvents } from './event-stream.js';
import { WatchCampaignDocument, type WatchCampaignSubscription } from './generated/graphql.js';
import { RequestFailed, type ResponseError } from './request-failed.js';
import { isRecord, readBody } from './run.js';
import { headersOf, sendRequest, type FetchOptions } from './with-fetch.js';

/** Progress of a campaign, as `watchCampaign` returns it. */
export type WatchedProgress = WatchCampaignSubscription['campaignProgress'];

export interface WatchOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
  /** Receives each failure of an event, after which progress may follow, and of each repeated attempt to connect. */
  readonly onFailure?: ((failure: RequestFailed) => void) | undefined;
}

/**
 * Returns the progress of a campaign: at once, and each time that it changes. It reconnects by itself, with the headers of that time.
 * Abort `signal` to end it while no event arrives. It throws `RequestFailed` if a repeat would not help, for example FORBIDDEN, or
 * NOT_FOUND for a campaign that does not exist.
 */
export async function* watchCampaign(
  options: FetchOptions,
  id: string,
  { signal, onFailure }: WatchOptions = {},
): AsyncGenerator<WatchedProgress, void> {
  for (let lost = 0; signal?.aborted !== true;) {
    let failure: RequestFailed | undefined;
    try {
      for await (const result of openStream(options, id, signal)) {
        if (result === 'complete') {
          if (failure !== undefined) throw failure;
          return;
        }
        lost = 0;
        failure = result instanceof RequestFailed ? result : undefined;
        if (result instanceof RequestFailed) onFailure?.(result);
        else yield result;
      }
      throw failed({ code: 'NETWORK' });
    } catch (error) {
      if (isAborted(signal)) return;
      if (!(error instanceof RequestFailed) || !isTemporary(error)) throw error;
      // The end of a stream is normal once: servers restart, and tokens expire.
      if (lost > 0) onFailure?.(error);
      await delay(error.retryAfterMs ?? backoffMs(lost), signal);
      lost += 1;
    }
  }
}

/** Opens one connection. Yields each result, and `complete` if the server has no more. Throws `RequestFailed`. */
async function* openStream(
  options: FetchOptions,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchedProgress | RequestFailed | 'complete', void> {
  const headers = { accept: 'text/event-stream', ...(await headersOf(options)) };
  const request = { document: WatchCampaignDocument, variables: { id }, signal };
  const response = await sendRequest(options, request, headers).catch(lostConnection);
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream || response.body === null) {
    const { errors } = readBody(await response.text().catch(lostConnection), response.status);
    throw failed({ code: errors === undefined ? 'UNREADABLE' : undefined, errors, httpStatus: response.status });
  }
  const events = readEvents(response.body);
  try {
    for (;;) {
      const { done, value } = await events.next().catch(lostConnection);
      if (done === true) return;
      if (value.event === 'complete') yield 'complete';
      else if (value.event === 'next') yield resultOf(value.data);
    }
  } finally {
    await events.return();
  }
}

function resultOf(data: string): WatchedProgress | RequestFailed {
  const result = readBody(data, 200);
  const progress = isRecord(result.data) ? result.data.campaignProgress : undefined;
  if (isRecord(progress)) return progress as unknown as WatchedProgress;
  const { errors } = result;
  return failed({ code: errors === undefined ? 'UNREADABLE' : undefined, errors });
}

const failed = (failure: {
  readonly code?: 'NETWORK' | 'UNREADABLE' | undefined;
  readonly errors?: readonly ResponseError[] | undefined;
  readonly httpStatus?: number;
  readonly cause?: unknown;
}): RequestFailed => new RequestFailed({ mutation: false, ...failure });

const lostConnection = (cause: unknown): never => {
  throw failed({ code: 'NETWORK', cause });
};

/** Returns true if a later connection may succeed. */
const isTemporary = ({ code, httpStatus = 0 }: RequestFailed): boolean =>
  code === 'NETWORK' || httpStatus === 429 || httpStatus >= 500;

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Doubles with each lost connection. Half of it is random, so that clients of one server do not return at once. */
const backoffMs = (lost: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** lost) * (0.5 + Math.random() / 2);

/** Resolves after a time, or when the signal is aborted. */
const delay = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });

/** The signal may be aborted at any await. */
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
