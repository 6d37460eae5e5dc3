import type { GraphQLRequestContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLResolveInfo,
} from 'graphql';
import { Extensions } from 'type-graphql';

import type { Campaign, CampaignType } from '../domain/campaign.js';
import { mayHaveHappened, type Outcome } from '../domain/failure.js';
import { globalId, readGlobalId } from '../domain/global-id.js';
import type { WriteResult } from '../services/execute-write.js';
import type { ContactCounts } from '../telemetry/events.js';
import type { Context } from './context.js';
import { failureMember, type FailureMember } from './errors/failure.types.js';

/** Facts about the input of a mutation, for its record. They are not validated. */
export interface MutationSubject {
  readonly operationId?: string | null | undefined;
  /** Type of a campaign that is created. */
  readonly type?: CampaignType;
  /** Number of the campaign that is changed. It is recorded only if wolkvox may have changed it. */
  readonly campaignId?: string | undefined;
  /** Number of contacts that the caller confirmed. */
  readonly confirmedContacts?: number;
  /** Number of contacts in the input. */
  readonly contacts?: number;
  readonly idempotencyKey?: string | null | undefined;
}

/** Returns the subject of a mutation of a campaign with this global id. Without a valid id no operation is recorded. */
export function subjectOfCampaign(id: string): MutationSubject {
  const { operationId = '', number } = readGlobalId(id) ?? {};
  return { operationId, campaignId: number };
}

/** Returns the subject of a mutation with a confirmation. The confirmed name is not recorded, as no name is. */
export const subjectOfConfirmed = ({
  campaignId,
  confirm,
}: {
  readonly campaignId: string;
  readonly confirm: { readonly contactCount: number };
}): MutationSubject => ({ ...subjectOfCampaign(campaignId), confirmedContacts: confirm.contactCount });

/** Decorator: returns the subject of a mutation from its argument `input`. Each mutation needs one. */
export const AuditedMutation = (subjectOf: (input: never) => MutationSubject) => Extensions({ subjectOf });

/** Returns the subject of a mutation; undefined if the field declares none. */
function subjectOf(field: GraphQLField<unknown, unknown> | undefined, input: unknown): MutationSubject | undefined {
  const read = field?.extensions.subjectOf as ((input: unknown) => MutationSubject) | undefined;
  return read?.(input);
}

/** Value of a mutation that changed a campaign. */
interface ChangedCampaign {
  readonly campaign: Pick<Campaign, 'operation' | 'campaignId'>;
}

/** What differs between mutations. */
export interface MutationSteps<Value, Success> {
  /** Executes the mutation. It throws errors for `errors[]`. */
  readonly run: () => Promise<WriteResult<Value>>;
  /** Returns the success for this caller, even if the result was stored for another request. */
  readonly success: (value: Value, replayed: boolean) => Success;
  /** Returns the numbers of contacts of a success, for the audit log. Omitted if the mutation adds none. */
  readonly contacts?: (value: Value) => Omit<ContactCounts, 'requested'>;
}

/** Errors of mutations that are already reported. Each reaches recordDenied again as the error of its field. */
const reported = new WeakSet<object>();

/**
 * Runs a mutation and returns its union member, localized for this caller. Reports the result to telemetry in every case, and
 * stores it for the errors of fields below the mutation. Throws failures that need an operator.
 */
export async function runMutation<Value extends ChangedCampaign, Success>(
  { fieldName, parentType, path }: Pick<GraphQLResolveInfo, 'fieldName' | 'parentType' | 'path'>,
  input: object,
  context: Context,
  { run, success, contacts }: MutationSteps<Value, Success>,
): Promise<Success | FailureMember> {
  const { localizer, identity, mutationResults } = context;
  const subject = subjectOf(parentType.getFields()[fieldName], input);
  const { outcome, replayed, byOtherRequest } = await run().catch((error: unknown) => {
    if (error instanceof Error) reported.add(error);
    report(fieldName, subject, context, codeOf(error));
    throw error;
  });
  const code = outcome.ok ? 'success' : outcome.failure.code;
  report(fieldName, subject, context, code, {
    entityId: changedCampaign(outcome, subject),
    replayed: byOtherRequest,
    contacts: outcome.ok ? contacts?.(outcome.value) : undefined,
  });
  const result = outcome.ok
    ? success(outcome.value, replayed)
    : failureMember(outcome.failure, localizer, identity.scopes.has('read'));
  mutationResults.set(path.key, {
    field: fieldName,
    outcome: code,
    ...(outcome.ok && { id: globalId(outcome.value.campaign.operation, outcome.value.campaign.campaignId) }),
  });
  return result;
}

/** Returns the number of the campaign that was changed, or that may have been; undefined if nothing was changed. */
function changedCampaign(outcome: Outcome<ChangedCampaign>, subject: MutationSubject | undefined): string | undefined {
  if (outcome.ok) return outcome.value.campaign.campaignId;
  return mayHaveHappened(outcome) ? subject?.campaignId : undefined;
}

/** Reports a mutation that was denied before its resolver ran. */
export function recordDenied(
  error: GraphQLError,
  { schema, operation, request, contextValue }: GraphQLRequestContext<Context>,
): void {
  const [node] = error.nodes ?? [];
  if (error.path?.length !== 1 || node?.kind !== Kind.FIELD) return;
  const cause = unwrapResolverError(error);
  if (codeOf(error) !== 'FORBIDDEN' || (cause instanceof Error && reported.has(cause))) return;
  const field =
    operation?.operation === OperationTypeNode.MUTATION && schema.getMutationType()?.getFields()[node.name.value];
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
  if (!field || coerced === undefined) return;
  const { input } = getArgumentValues(field, node, coerced);
  report(field.name, subjectOf(field, input), contextValue, 'FORBIDDEN');
}

/** Result of a mutation that was not denied. */
interface ReportedResult {
  readonly entityId?: string | undefined;
  readonly replayed?: boolean;
  readonly contacts?: Omit<ContactCounts, 'requested'> | undefined;
}

function report(
  mutation: string,
  { operationId, type, confirmedContacts, contacts: requested, idempotencyKey }: MutationSubject = {},
  { allOperations, telemetry }: Context,
  outcome: string,
  { entityId, replayed = false, contacts }: ReportedResult = {},
): void {
  telemetry.mutation({
    mutation,
    // The id of the configured operation is used, because the input may contain any text.
    operationId: allOperations.find(operationId)?.id,
    type,
    confirmedContacts,
    contacts: requested === undefined ? undefined : { requested, ...contacts },
    outcome,
    entityId,
    replayed,
    hasIdempotencyKey: idempotencyKey !== undefined && idempotencyKey !== null,
  });
}

const codeOf = (error: unknown): string =>
  error instanceof GraphQLError && typeof error.extensions.code === 'string'
    ? error.extensions.code
    : 'INTERNAL_SERVER_ERROR';
