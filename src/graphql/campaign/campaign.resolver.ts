import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';

import { campaignPage, DEFAULT_PAGE, MAX_PAGE } from '../../service/campaign-page.js';
import { NEEDS, type Scope } from '../../access/identity.js';
import { issueSentence } from '../../domain/input-rules.js';
import type { Sentence } from '../../domain/language.js';
import type { Context } from '../context.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../read-error.js';
import { fieldIssues } from '../validation.js';
import { CampaignConnection, CampaignFilter, readCursor } from './campaign-connection.type.js';
import { Campaign } from './campaign.type.js';

const FIRST_OUT_OF_RANGE = {
  en: `first must be from 0 to ${MAX_PAGE}.`,
  es: `first debe estar entre 0 y ${MAX_PAGE}.`,
} as const satisfies Sentence;
const NO_CURSOR = {
  en: 'after must be a cursor of an earlier answer.',
  es: 'after debe ser un cursor de una respuesta anterior.',
} as const satisfies Sentence;

@Resolver()
export class CampaignResolver {
  @Authorized<Scope>('read')
  @Query(() => Campaign, {
    nullable: true,
    description: `One campaign by its global id. Null where there is none; an id of another form is BAD_USER_INPUT. Costs at most one read of the list. ${NEEDS.read}`,
  })
  campaign(
    @Ctx() { reads }: Context,
    @Arg('id', () => ID, { description: '`<operationId>:<campaignId>`, for example `default:1287`.' }) id: string,
  ): Promise<Campaign | null> {
    return reads.campaign(requireGlobalId(id, 'campaign'));
  }

  @Authorized<Scope>('read')
  @Query(() => CampaignConnection, {
    description: `The campaigns of an operation, by number, ascending, a page at a time. All who ask share one read of the list; the header Age says how old it is. ${NEEDS.read}`,
  })
  async campaigns(
    @Ctx() { reads, operations }: Context,
    @Arg('operationId', () => ID, { nullable: true, description: 'Left out: the default operation.' })
    operationId: string | null | undefined,
    // As in createCampaign: type-graphql's own error would not be one of ours.
    @Arg('filter', () => CampaignFilter, { nullable: true, validate: false, description: 'Left out: all of them.' })
    filter: CampaignFilter | null | undefined,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE,
      description: `How many at most, 0 to ${MAX_PAGE}.`,
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'A cursor: the page begins behind it, also where its campaign is there no more.',
    })
    after: string | null | undefined,
  ): Promise<CampaignConnection> {
    const [broken] = filter ? fieldIssues(filter) : [];
    if (broken !== undefined) throw argumentError(issueSentence({ ...broken, path: ['filter', ...broken.path] }));
    const size = first ?? DEFAULT_PAGE;
    if (size < 0 || size > MAX_PAGE) throw argumentError(FIRST_OUT_OF_RANGE);
    const behind = after === null || after === undefined ? undefined : readCursor(after);
    if (behind === undefined && typeof after === 'string') throw argumentError(NO_CURSOR);
    const operation = operations.require(operationId, argumentError);
    const { rows } = await reads.campaigns(operation);
    return new CampaignConnection(operation, campaignPage(rows, filter ?? {}, size, behind));
  }
}
