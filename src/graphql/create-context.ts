import type { Identity } from '../access/identity.js';
import type { CallRecord } from '../wolkvox/client.js';
import type { HangUp } from '../wolkvox/governor/hang-up.js';
import { permittedTo } from './auth/rights.js';
import type { Context, FaultLog, Services } from './context.js';
import { Reads } from './reads.js';
import type { Stay } from './room.js';
import type { Speech } from './speech.js';
import type { RequestWatch } from './watch.js';

/** What of a request its context is made of. */
export interface ContextParts {
  /** What is said to whoever asks. */
  readonly speech: Speech;
  /** Happens when nobody waits for the answer any more. */
  readonly hangUp: HangUp;
  /** Takes the upstream calls it makes. */
  readonly upstream: CallRecord[];
  readonly watch: RequestWatch;
  readonly stay: Stay;
  readonly fault: FaultLog;
}

/** The context of one request, for whoever asks. */
export function createContext(
  { operations: configured, campaigns, lists }: Services,
  identity: Identity,
  { speech, hangUp, upstream, watch, stay, fault }: ContextParts,
): Context {
  const operations = permittedTo(identity, configured);
  // Written out: a spread costs more than all of the rest.
  return {
    identity,
    speech,
    operations,
    configured,
    campaigns,
    lists,
    creations: new Map(),
    reads: new Reads(lists, operations, identity),
    caller: { id: identity.id, hangUp },
    record: (call) => {
      upstream.push(call);
      watch.call(call);
    },
    watch,
    stay,
    fault,
  };
}
