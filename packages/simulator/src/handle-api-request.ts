/** Handling of one API request, from arrival to response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { breakOffAnswer, sendAnswer, bodyText } from './response.js';
import type { BehaviourQueue, ResolvedBehaviour } from './behaviour-queue.js';
import type { Delays } from './delays.js';
import type { RequestLog, InFlightRequest } from './request-log.js';
import type { DailyQuota } from './quota.js';
import type { Settings } from './settings.js';
import type { Skills } from './skills.js';
import { rejectOnArrival } from './arrival.js';
import type { CampaignStore } from './campaigns.js';
import { MemoryFullError } from './memory-limit.js';
import { runOperation } from './operations/index.js';
import type { ApiCall, Outcome } from './operations/operation.js';
import type { Answer, ChangeRows } from './protocol.js';
import type { Readings } from './readings.js';
import type { WriteShare } from './write-share.js';

export interface SimulatorState {
  readonly settings: Settings;
  /** Change while it runs. */
  readings: Readings;
  readonly requestLog: RequestLog;
  readonly campaigns: CampaignStore;
  readonly skills: Skills;
  readonly behaviours: BehaviourQueue;
  readonly delays: Delays;
  readonly quota: DailyQuota;
}

/**
 * Responds to one request under /api/v2/. Behaviour, slot and quota are decided before the first `await`, so arrival
 * order counts. The slot is released when the response is sent, or would have been sent if the client had not
 * disconnected.
 */
export async function handleApiRequest(
  state: SimulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = checkToken(request, state.settings.token);
  const tracked = state.requestLog.record(request, token);
  const behaviour = state.behaviours.take(tracked.record.path, tracked.record.query.api);
  const rejection = rejectionFor(state, behaviour, token, tracked);
  try {
    const body = await readBody(request, tracked);
    if (body === 'broken-off') return;
    if (body === 'too-large') reply(response, tracked, TOO_LARGE);
    else if (rejection) reply(response, tracked, rejection);
    else await respond(state, behaviour, tracked, response);
  } finally {
    tracked.release();
  }
}

/** An empty header counts as missing (guess). */
function checkToken(request: IncomingMessage, accepted: string): 'absent' | 'invalid' | 'valid' {
  const token = request.headers['wolkvox-token'];
  if (!token) return 'absent';
  return token === accepted ? 'valid' : 'invalid';
}

/**
 * Returns the response of a rejected request, or null. Every call with the valid token uses one unit of quota, also a
 * rejected one. A behaviour with an answer or a break-off takes precedence over the checks.
 */
function rejectionFor(
  { settings, quota }: SimulatorState,
  behaviour: ResolvedBehaviour,
  token: 'absent' | 'invalid' | 'valid',
  tracked: InFlightRequest,
): Answer | null {
  const withinQuota = token === 'valid' && quota.consume(new Date());
  if (behaviour.answer || behaviour.breakOff) return null;
  return rejectOnArrival({ token, inFlight: tracked.record.inFlight, maxInFlight: settings.maxInFlight, withinQuota });
}

/** Reads the whole body. Discards it if it is too large. Returns `broken-off` if the client disconnects first. */
async function readBody(
  request: IncomingMessage,
  tracked: InFlightRequest,
): Promise<'whole' | 'too-large' | 'broken-off'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'broken-off';
  }
  if (bytes > MAX_BODY_BYTES) return 'too-large';
  tracked.setBody(Buffer.concat(chunks).toString('utf8'));
  return 'whole';
}

/** More than 10,000 records take, the vendor's limit for one call (spec). */
const MAX_BODY_BYTES = 16_777_216;
const TOO_LARGE: Answer = {
  status: 413,
  body: { error: `The simulator takes bodies of at most ${MAX_BODY_BYTES} bytes.` },
};

async function respond(
  state: SimulatorState,
  behaviour: ResolvedBehaviour,
  tracked: InFlightRequest,
  response: ServerResponse,
): Promise<void> {
  // The write is carried out before the delay, because the vendor finishes a call although the client disconnects.
  const answer = responseFor(state, behaviour, tracked);
  const passed = await state.delays.wait(behaviour.delayMs, response, tracked);
  if (!passed || response.destroyed) return;
  tracked.record.brokenOff = behaviour.breakOff;
  if (behaviour.breakOff === 'hang') {
    await new Promise((resolve) => response.once('close', resolve));
  } else if (behaviour.breakOff) {
    tracked.release();
    breakOffAnswer(response, answer, behaviour.breakOff);
  } else {
    reply(response, tracked, answer);
  }
}

/** Returns the response of a request. Only a valid write changes anything; any other request gets its usual response. */
function responseFor(state: SimulatorState, behaviour: ResolvedBehaviour, { record }: InFlightRequest): Answer {
  const { answer, create: share } = behaviour;
  if (answer && typeof answer !== 'function' && !share) return answer;
  const { campaign, answer: usual } = runWithin(state, record, behaviour.writeAfterMs > 0 ? false : share);
  if (behaviour.writeAfterMs > 0) {
    state.delays.writeLater(behaviour.writeAfterMs, () => void runWithin(state, record, share));
  }
  if (behaviour.changeRows !== null) return withRows(usual, behaviour.changeRows);
  if (answer === null || campaign === undefined) return usual;
  return typeof answer === 'function' ? answer(campaign, usual) : answer;
}

/** Returns an answer with changed rows. An answer without rows is unchanged. */
function withRows(usual: Answer, changeRows: ChangeRows): Answer {
  if (Array.isArray(usual.body)) return { ...usual, body: changeRows(usual.body as Record<string, unknown>[]) };
  const body = usual.body as { readonly data?: readonly Record<string, unknown>[] };
  return usual.status === 200 && body.data ? { ...usual, body: { ...body, data: changeRows(body.data) } } : usual;
}

/** Runs an operation. A write for which there is no memory is a 507. */
function runWithin(state: SimulatorState, call: ApiCall, share: WriteShare): Outcome {
  try {
    return runOperation(call, { ...state, share });
  } catch (error) {
    if (error instanceof MemoryFullError) return { answer: { status: 507, body: { error: error.message } } };
    throw error;
  }
}

/**
 * Releases the slot first, so that a client that has its response never finds the slot in use or the record without a
 * status.
 */
function reply(response: ServerResponse, tracked: InFlightRequest, answer: Answer): void {
  const text = bodyText(answer);
  tracked.record.answered = answer.status;
  // Copies, because a slice would retain a large list in memory.
  tracked.record.answer = Buffer.from(text.slice(0, MAX_STORED_ANSWER_LENGTH)).toString();
  tracked.release();
  sendAnswer(response, { ...answer, body: text });
}

/** Length of the answer that is stored in the record, in characters. */
const MAX_STORED_ANSWER_LENGTH = 1000;
