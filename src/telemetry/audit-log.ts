import { createHash } from 'node:crypto';

import type { Logger } from 'pino';

import type { MutationRecord, ObservedRequest } from './events.js';

/** Actor of an unauthenticated request. Its address would be personal data and proves nothing. */
const ANONYMOUS = 'anonymous';

/**
 * Returns the actor name for the audit log. An id of plain characters with at least one letter is returned unchanged.
 * Other ids may be personal data, for example an e-mail address or a phone number. They are replaced by the first 16
 * hexadecimal digits of their SHA-256, so that a known id can still be searched for.
 */
export function actorName(id: string | undefined): string {
  if (id === undefined) return ANONYMOUS;
  if (/^(?=.*[A-Za-z])[\w.:|-]{1,128}$/.test(id)) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}

/** Message that identifies the lines of the audit log. */
export const AUDIT_MESSAGE = 'audit';

/** Writes one line per mutation: actor, operation, mutation, outcome. Of the input it contains only ids, the type and counts. */
export type AuditLog = (request: Pick<ObservedRequest, 'requestId' | 'actor'>, mutation: MutationRecord) => void;

/** Creates the audit log. Its lines have level info for every LOG_LEVEL except `silent`. */
export function createAuditLog(log: Logger): AuditLog {
  const auditLogger = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  return (
    { requestId, actor },
    { operationId = null, entityId = null, mutation, type, confirmedContacts, contacts, outcome, ...record },
  ) => {
    auditLogger.info(
      {
        actor: actorName(actor),
        requestId,
        operation: operationId,
        mutation,
        type,
        confirmedContacts,
        contacts,
        outcome,
        campaignId: entityId,
        replayed: record.replayed,
        hasIdempotencyKey: record.hasIdempotencyKey,
      },
      AUDIT_MESSAGE,
    );
  };
}
