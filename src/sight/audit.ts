import { createHash } from 'node:crypto';

import type { Logger } from 'pino';

import type { CreationRecord, WatchedRequest } from '../graphql/watch.js';

/** Who is told in the audit log where nobody has proven who he is: an address would be personal data, and no proof. */
const ANONYMOUS = 'anonymous';

/**
 * Who did it, as the audit log tells it: an id of plain word characters as it is; anything else, as an e-mail address is, and
 * what has no letter, as the number of a telephone or of a person, as the first 16 hexadecimal digits of its SHA-256, by which whoever has the id finds it.
 */
export function auditName(id: string | undefined): string {
  if (id === undefined) return ANONYMOUS;
  if (/^(?=.*[A-Za-z])[\w.:|-]{1,128}$/.test(id)) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}

/** The message of each line of the audit log, by which it is known. */
export const AUDIT_MESSAGE = 'audit';

/** Writes one line per creation that was asked for: who, which operation, what kind, what came of it. No input. */
export type Audit = (request: Pick<WatchedRequest, 'requestId' | 'who'>, creation: CreationRecord) => void;

/** Audit lines are of level info whatever LOG_LEVEL is: only `silent` ends them, too. */
export function createAudit(log: Logger): Audit {
  const audits = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  return ({ requestId, who }, { operationId = null, type, outcome, campaignId = null, replayed, keyed }) => {
    audits.info(
      { who: auditName(who), requestId, operation: operationId, type, outcome, campaignId, replayed, keyed },
      AUDIT_MESSAGE,
    );
  };
}
