/** One api request from its arrival to its answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { breakOffAnswer, sendAnswer, textOf, type Answer } from './answer.js';
import type { BehaviourQueue, Conduct } from './behaviour-queue.js';
import type { Delays } from './delays.js';
import type { Ledger, Visit } from './ledger.js';
import { listCampaigns, listSkills } from './listing.js';
import type { DailyQuota } from './quota.js';
import type { Settings } from './settings.js';
import type { Skills } from './skills.js';
import { tokenInfo } from './token-info.js';
import { created, readCall, refuseOnArrival, type Reading, type StoredCampaign } from './wolkvox.js';

export interface Desk {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly skills: Skills;
  readonly behaviours: BehaviourQueue;
  readonly delays: Delays;
  readonly quota: DailyQuota;
}

/**
 * Answers one request under /api/v2/. Behaviour, slot and quota are settled before the first `await`, so arrival order decides.
 * A slot is free again when the simulator is finished: when the answer leaves, or would have left had the client not hung up.
 */
export async function serveApi(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = judgeToken(request, desk.settings.token);
  const visit = desk.ledger.arrive(request, token);
  const conduct = desk.behaviours.take(visit.record.query.api);
  const refused = refuse(desk, conduct, token, visit);
  try {
    const arrived = await readBody(request, visit);
    if (arrived === 'broken-off') return;
    if (arrived === 'too-large') reply(response, visit, TOO_LARGE);
    else if (refused) reply(response, visit, refused);
    else await carryOut(desk, conduct, visit, response);
  } finally {
    visit.leave();
  }
}

/** An empty header counts as a missing one (guess). */
function judgeToken(request: IncomingMessage, accepted: string): 'absent' | 'invalid' | 'valid' {
  const token = request.headers['wolkvox-token'];
  if (!token) return 'absent';
  return token === accepted ? 'valid' : 'invalid';
}

/** Every call with the token costs one unit, a refused one too. A behaviour with an answer or a break-off comes before the checks. */
function refuse(
  { settings, quota }: Desk,
  conduct: Conduct,
  token: 'absent' | 'invalid' | 'valid',
  visit: Visit,
): Answer | null {
  const withinQuota = token === 'valid' && quota.spend(new Date());
  if (conduct.answer || conduct.breakOff) return null;
  return refuseOnArrival({ token, inFlight: visit.record.inFlight, maxInFlight: settings.maxInFlight, withinQuota });
}

/** Reads the whole body and keeps none of one that is too large. Broken off: the client went away before it was complete. */
async function readBody(request: IncomingMessage, visit: Visit): Promise<'whole' | 'too-large' | 'broken-off'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'broken-off';
  }
  if (bytes > MOST_BODY_BYTES) return 'too-large';
  visit.receive(Buffer.concat(chunks).toString('utf8'));
  return 'whole';
}

/** More than 10,000 records take, which is the most that the vendor takes in one call (spec). */
const MOST_BODY_BYTES = 16_777_216;
const TOO_LARGE: Answer = {
  status: 413,
  body: { error: `The simulator takes bodies of at most ${MOST_BODY_BYTES} bytes.` },
};

async function carryOut(desk: Desk, conduct: Conduct, visit: Visit, response: ServerResponse): Promise<void> {
  // The campaign is stored before the delay: a client that stops waiting does not stop the vendor.
  const outcome = decide(desk, conduct, visit);
  const passed = await desk.delays.pass(conduct.delayMs, response, visit);
  if (!passed || response.destroyed) return;
  visit.record.brokenOff = conduct.breakOff;
  if (conduct.breakOff === 'hang') {
    await new Promise((resolve) => response.once('close', resolve));
  } else if (conduct.breakOff) {
    visit.leave();
    breakOffAnswer(response, outcome, conduct.breakOff);
  } else {
    reply(response, visit, outcome);
  }
}

/** What is to be answered. Only a request that is a proper creation creates; any other earns its usual answer instead. */
function decide(desk: Desk, conduct: Conduct, { record }: Visit): Answer {
  if (conduct.answer && typeof conduct.answer !== 'function' && !conduct.create) return conduct.answer;
  const reading = readCall(record);
  if (!('create' in reading)) return tell(desk, reading);
  let campaign: StoredCampaign;
  try {
    campaign = desk.ledger.number(reading.create, conduct.create);
  } catch (error) {
    if (error instanceof RangeError) return { status: 507, body: { error: error.message } };
    throw error;
  }
  if (!conduct.answer) return created(campaign);
  return typeof conduct.answer === 'function' ? conduct.answer(campaign) : conduct.answer;
}

/** Answers what changes nothing: a read as things stand now, or a refusal. */
function tell({ ledger, skills, quota }: Desk, reading: Exclude<Reading, { create: unknown }>): Answer {
  if ('refused' in reading) return reading.refused;
  if ('campaigns' in reading) return listCampaigns(ledger.rows(), reading.campaigns);
  if ('skills' in reading) return listSkills(skills.rows(), reading.skills);
  return tokenInfo(quota.limit, quota.spent(new Date()));
}

/** Leaves first: a client that has its answer must never find its own slot still taken, or its record without a status. */
function reply(response: ServerResponse, visit: Visit, answer: Answer): void {
  const text = textOf(answer);
  visit.record.answered = answer.status;
  // A copy: a slice would keep the whole of a large list in memory.
  visit.record.answer = Buffer.from(text.slice(0, MOST_REMEMBERED)).toString();
  visit.leave();
  sendAnswer(response, { ...answer, body: text });
}

/** Characters of an answer that are kept for whoever looks at what was answered. */
const MOST_REMEMBERED = 1000;
