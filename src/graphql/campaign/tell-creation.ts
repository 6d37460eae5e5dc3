import type { GraphQLRequestContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { getArgumentValues, getVariableValues, GraphQLError, Kind } from 'graphql';

import type { Creation } from '../../service/campaigns.js';
import type { Context } from '../context.js';
import type { CreateCampaignInput } from './create-campaign.input.js';

type Asked = Pick<CreateCampaignInput, 'operationId' | 'type' | 'idempotencyKey'>;

/** What was told already, of what is thrown: it comes by again as an error of the field. */
const told = new WeakSet<object>();

/** Makes a creation and tells those who watch what it came to, whatever that is. */
export async function telling(asked: Asked, context: Context, create: () => Promise<Creation>): Promise<Creation> {
  try {
    const creation = await create();
    const { outcome, another } = creation;
    const campaignId = outcome.ok ? outcome.value.campaign.campaignId : undefined;
    tell(asked, context, outcome.ok ? 'success' : outcome.failure.code, { campaignId, replayed: another });
    return creation;
  } catch (error) {
    if (error instanceof Error) told.add(error);
    tell(asked, context, codeOf(error));
    throw error;
  }
}

/** Tells of a creation that was denied before it reached its resolver. */
export function tellDenied(
  error: GraphQLError,
  { schema, operation, request, contextValue }: GraphQLRequestContext<Context>,
): void {
  const [node] = error.nodes ?? [];
  if (error.path?.length !== 1 || node?.kind !== Kind.FIELD || node.name.value !== 'createCampaign') return;
  const cause = unwrapResolverError(error);
  if (codeOf(error) !== 'FORBIDDEN' || (cause instanceof Error && told.has(cause))) return;
  const field = schema.getMutationType()?.getFields().createCampaign;
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
  if (field === undefined || coerced === undefined) return;
  const { input } = getArgumentValues(field, node, coerced) as { input: Asked };
  tell(input, contextValue, 'FORBIDDEN');
}

function tell(
  { operationId, type, idempotencyKey }: Asked,
  { configured, watch }: Context,
  outcome: string,
  { campaignId, replayed }: { campaignId?: string | undefined; replayed: boolean } = { replayed: false },
): void {
  watch.creation({
    // Not as it was written: what is no operation may be anything.
    operationId: configured.find(operationId)?.id,
    type,
    outcome,
    campaignId,
    replayed,
    keyed: idempotencyKey !== undefined && idempotencyKey !== null,
  });
}

const codeOf = (error: unknown): string =>
  error instanceof GraphQLError && typeof error.extensions.code === 'string'
    ? error.extensions.code
    : 'INTERNAL_SERVER_ERROR';
