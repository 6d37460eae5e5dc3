import { Arg, Authorized, Ctx, ID, Resolver, Root, Subscription, type SubscribeResolverData } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import { readGlobalId } from '../../domain/global-id.js';
import { CAMPAIGN_NOT_FOUND } from '../../domain/failure.js';
import type { ProgressEvent } from '../../services/progress-subscriber.js';
import type { Context } from '../context.js';
import { byGlobalId, RootFieldCost, singleOperation } from '../cost/field-cost.js';
import { argumentError, readError } from '../errors/localized-error.js';
import { requireGlobalId } from '../global-id.js';
import { CampaignProgress, progressOf } from './campaign-progress.type.js';
import type { Campaign } from './campaign.type.js';

/** Starts a subscription. type-graphql has not coerced the arguments to a class. */
function subscribe({
  args,
  context: { operations, feed },
}: SubscribeResolverData<unknown, { id: string }, Context>): AsyncIterable<ProgressEvent> {
  const { operationId, number = '' } = readGlobalId(requireGlobalId(args.id, 'campaign')) ?? {};
  return feed.subscribe(operations.require(operationId, argumentError), number);
}

@Resolver()
export class WatchCampaignResolver {
  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byGlobalId, ['progress']))
  @Subscription(() => CampaignProgress, {
    subscribe,
    description: `Progress of a campaign: at once, and each time that it changes. All subscribers share one call per PROGRESS_TTL_MS. An event with \`errors[]\` means that wolkvox could not be read; later events follow. It needs \`Accept: text/event-stream\` (protocol of graphql-sse, distinct connections). If it ends without \`complete\`, open it again. ${REQUIRED_SCOPE.read}`,
  })
  campaignProgress(
    @Root() event: ProgressEvent,
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: '`<operationId>:<campaignId>`, for example `default:1287`.' }) id: string,
  ): CampaignProgress {
    if (!event.ok) throw readError(event.failure);
    const { row, readAt } = event.value;
    const findCampaign = async (): Promise<Campaign> => {
      const campaign = await loaders.campaign(id);
      if (campaign === null) throw readError(CAMPAIGN_NOT_FOUND);
      return campaign;
    };
    return progressOf(findCampaign, row, new Date(readAt));
  }
}
