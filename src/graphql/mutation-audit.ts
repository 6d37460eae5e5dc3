import type { GraphQLRequestContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { getArgumentValues, getVariableValues, GraphQLError, Kind } from 'graphql';

import type { CreationResult } from '../services/campaigns.js';
import type { Context } from './context.js';
import type { CreateCampaignInput } from './campaign/create-campaign.input.js';

type AuditedInput = Pick<CreateCampaignInput, 'operationId' | 'type' | 'idempotencyKey'>;

/** Errors of mutations that are already reported. Each reaches recordDenied again as the error of its field. */
const reported = new WeakSet<object>();

/** Runs a mutation and reports its result to telemetry, in every case. */
export async function recordMutation(
  input: AuditedInput,
  context: Context,
  create: () => Promise<CreationResult>,
): Promise<CreationResult> {
  try {
    const creation = await create();
    const { outcome, byOtherRequest } = creation;
    const campaignId = outcome.ok ? outcome.value.campaign.campaignId : undefined;
    report(input, context, outcome.ok ? 'success' : outcome.failure.code, { campaignId, replayed: byOtherRequest });
    return creation;
  } catch (error) {
    if (error instanceof Error) reported.add(error);
    report(input, context, codeOf(error));
    throw error;
  }
}

/** Reports a mutation that was denied before its resolver ran. */
export function recordDenied(
  error: GraphQLError,
  { schema, operation, request, contextValue }: GraphQLRequestContext<Context>,
): void {
  const [node] = error.nodes ?? [];
  if (error.path?.length !== 1 || node?.kind !== Kind.FIELD || node.name.value !== 'createCampaign') return;
  const cause = unwrapResolverError(error);
  if (codeOf(error) !== 'FORBIDDEN' || (cause instanceof Error && reported.has(cause))) return;
  const field = schema.getMutationType()?.getFields().createCampaign;
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
  if (field === undefined || coerced === undefined) return;
  const { input } = getArgumentValues(field, node, coerced) as { input: AuditedInput };
  report(input, contextValue, 'FORBIDDEN');
}

function report(
  { operationId, type, idempotencyKey }: AuditedInput,
  { allOperations, telemetry }: Context,
  outcome: string,
  { campaignId, replayed }: { campaignId?: string | undefined; replayed: boolean } = { replayed: false },
): void {
  telemetry.mutation({
    // The id of the configured operation is used, because the input may contain any text.
    mutation: 'createCampaign',
    operationId: allOperations.find(operationId)?.id,
    type,
    outcome,
    campaignId,
    replayed,
    hasIdempotencyKey: idempotencyKey !== undefined && idempotencyKey !== null,
  });
}

const codeOf = (error: unknown): string =>
  error instanceof GraphQLError && typeof error.extensions.code === 'string'
    ? error.extensions.code
    : 'INTERNAL_SERVER_ERROR';
