import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';

import { campaignPage, MAX_PAGE } from '../../services/campaign-search.js';
import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import { issueSentence } from '../../domain/input-rules.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Context } from '../context.js';
import { byArgument, byGlobalId, RootFieldCost, singleOperation, type ListSize } from '../cost/field-cost.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../errors/localized-error.js';
import { estimatedPageSize, PAGE_SIZE, readPageSize } from '../page-size.js';
import { fieldIssues } from '../validation.js';
import { CampaignConnection, CampaignFilter, readCursor } from './campaign-connection.type.js';
import { Campaign } from './campaign.type.js';

const INVALID_CURSOR = {
  en: 'after must be a cursor from an earlier response.',
  es: 'after debe ser un cursor de una respuesta anterior.',
} as const satisfies LocalizedText;

/**
 * Uses the requested page size. The number of campaigns does not matter, so a query is never rejected because there are
 * more.
 */
const PAGE: ListSize = {
  upperBound: () => MAX_PAGE,
  estimate: estimatedPageSize,
};

@Resolver()
export class CampaignResolver {
  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byGlobalId, ['campaigns']))
  @Query(() => Campaign, {
    nullable: true,
    description: `One campaign by its global id. Null if it does not exist. An id in another format fails with BAD_USER_INPUT. ${REQUIRED_SCOPE.read}`,
  })
  campaign(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: '`<operationId>:<campaignId>`, for example `default:1287`.' }) id: string,
  ): Promise<Campaign | null> {
    return loaders.campaign(requireGlobalId(id, 'campaign'));
  }

  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byArgument('operationId'), ['campaigns'], PAGE))
  @Query(() => CampaignConnection, {
    description: `Campaigns of one operation, page by page, in ascending order of \`campaignId\`. The list is cached; the response header Age has its age in seconds. ${REQUIRED_SCOPE.read}`,
  })
  async campaigns(
    @Ctx() { loaders, operations }: Context,
    @Arg('operationId', () => ID, { nullable: true, description: 'The operation. Default: the default operation.' })
    operationId: string | null | undefined,
    // As in createCampaign: the error of type-graphql has another format.
    @Arg('filter', () => CampaignFilter, { nullable: true, validate: false, description: 'Default: all campaigns.' })
    filter: CampaignFilter | null | undefined,
    @Arg('first', () => Int, PAGE_SIZE)
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Cursor of the last campaign before this page. It stays valid if that campaign was deleted.',
    })
    after: string | null | undefined,
  ): Promise<CampaignConnection> {
    const [firstIssue] = filter ? fieldIssues(filter) : [];
    if (firstIssue !== undefined)
      throw argumentError(issueSentence({ ...firstIssue, path: ['filter', ...firstIssue.path] }));
    const size = readPageSize(first);
    const afterId = after === null || after === undefined ? undefined : readCursor(after);
    if (afterId === undefined && typeof after === 'string') throw argumentError(INVALID_CURSOR);
    const operation = operations.require(operationId, argumentError);
    const { rows } = await loaders.campaigns(operation);
    return new CampaignConnection(operation, campaignPage(rows, filter ?? {}, size, afterId));
  }
}
