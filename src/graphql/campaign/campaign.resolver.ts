import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';

import { campaignPage, DEFAULT_PAGE, MAX_PAGE } from '../../services/campaign-search.js';
import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import { issueSentence } from '../../domain/input-rules.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Context } from '../context.js';
import { byArgument, byGlobalId, RootFieldCost, singleOperation, type ListSize } from '../cost/field-cost.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../errors/localized-error.js';
import { fieldIssues } from '../validation.js';
import { CampaignConnection, CampaignFilter, readCursor } from './campaign-connection.type.js';
import { Campaign } from './campaign.type.js';

const FIRST_OUT_OF_RANGE = {
  en: `first must be from 0 to ${MAX_PAGE}.`,
  es: `first debe estar entre 0 y ${MAX_PAGE}.`,
} as const satisfies LocalizedText;
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
  estimate: ({ first }) => Math.min(Math.max((first ?? DEFAULT_PAGE) as number, 0), MAX_PAGE),
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
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE,
      description: `Maximum page size, 0 to ${MAX_PAGE}.`,
    })
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
    const size = first ?? DEFAULT_PAGE;
    if (size < 0 || size > MAX_PAGE) throw argumentError(FIRST_OUT_OF_RANGE);
    const afterId = after === null || after === undefined ? undefined : readCursor(after);
    if (afterId === undefined && typeof after === 'string') throw argumentError(INVALID_CURSOR);
    const operation = operations.require(operationId, argumentError);
    const { rows } = await loaders.campaigns(operation);
    return new CampaignConnection(operation, campaignPage(rows, filter ?? {}, size, afterId));
  }
}
