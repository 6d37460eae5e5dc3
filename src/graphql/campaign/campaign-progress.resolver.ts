import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { FieldCost } from '../cost/field-cost.js';
import { CampaignProgress, progressOf } from './campaign-progress.type.js';
import { Campaign } from './campaign.type.js';

@Resolver(() => Campaign)
export class CampaignProgressResolver {
  @Authorized<Scope>('read')
  @FieldCost('progress')
  @FieldResolver(() => CampaignProgress, {
    nullable: true,
    description: `What it is doing now. One call reads the progress of all campaigns of the operation, and all requests share it for PROGRESS_TTL_MS (default 60 s). Null if the real-time board of wolkvox does not show the campaign. ${REQUIRED_SCOPE.read}`,
  })
  async progress(@Root() campaign: Campaign, @Ctx() { loaders }: Context): Promise<CampaignProgress | null> {
    try {
      const progress = await loaders.progress(campaign.id);
      return progress && progressOf(campaign, progress.row, progress.readAt);
    } catch (error) {
      return loaders.reportFailure(error);
    }
  }
}
