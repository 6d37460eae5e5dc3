import { allowsCallsAt } from './calling-hours.js';
import { CALLBACK_LEAD_MINUTES, issue, type InputIssue, type InputRule } from './input-rules.js';
import type { Operation } from './operation.js';
import { firstInstantOf, readTime, wallClockAt, type WallClock } from './wall-clock.js';

/** Requested callback. Only the types of the fields are checked. */
export interface CallbackDraft {
  readonly customerId: string;
  readonly phone: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Valid callback: a call that wolkvox makes to a contact of a PREDICTIVE campaign. */
export interface Callback {
  readonly customerId: string;
  /** As it is dialled, with its route prefix. */
  readonly phone: string;
  /** On the wall clock of the operation, because wolkvox receives no zone. That it means this clock is a guess. */
  readonly at: WallClock;
}

/**
 * Returns a Callback, or the issue of its time. The rules of the other fields are those of single fields. If the operation is unknown,
 * the rules that need its clock are skipped.
 */
export function newCallback(
  { customerId, phone, at }: CallbackDraft,
  operation: Operation | undefined,
  now: Date,
): { readonly callback: Callback } | { readonly issues: readonly InputIssue[] } {
  const clock = readCallbackTime(at, operation, now);
  if (typeof clock !== 'object') return { issues: clock === undefined ? [] : [issue(['at'], clock)] };
  return { callback: { customerId, phone, at: clock } };
}

/** Returns the time on the wall clock, or the broken rule. Undefined: it needs the zone of an unknown operation, another issue. */
function readCallbackTime(
  text: string,
  operation: Operation | undefined,
  now: Date,
): WallClock | InputRule | undefined {
  const written = readTime(text);
  if (written === undefined || written.kind === 'bare') return 'CAMPAIGN_TIME';
  if (operation === undefined) return undefined;
  const { timeZone } = operation;
  const clock = written.kind === 'local' ? written.clock : wallClockAt(written.instant, timeZone);
  // The first one counts: wolkvox may call then, even if the caller meant the hour after the clocks are set back.
  const first = clock && firstInstantOf(clock, timeZone);
  if (clock === undefined || first === undefined) return 'CAMPAIGN_TIME';
  if (first.getTime() - now.getTime() < CALLBACK_LEAD_MINUTES * MINUTE_MS) return 'CALLBACK_LEAD';
  return allowsCallsAt(first, operation) ? clock : 'OUTSIDE_CALLING_HOURS';
}

const MINUTE_MS = 60_000;
