import { Arg, Authorized, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Operation } from '../../domain/operation.js';
import { possibleSpan, readResultSpan, windowsOf, type SpanIssue } from '../../domain/result-span.js';
import { MAX_PAGE } from '../../services/campaign-search.js';
import { readResultPage } from '../../services/results.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Context } from '../context.js';
import { FieldCalls, FieldCost, FieldListSize, type ArgumentCost } from '../cost/field-cost.js';
import { argumentError, overloadedError, readError } from '../errors/localized-error.js';
import { estimatedPageSize, PAGE_SIZE, readPageSize } from '../page-size.js';
import { CampaignTime } from '../scalars.js';
import { Campaign } from './campaign.type.js';
import { ContactResultConnection } from './contact-result.type.js';
import { readCursor, spanAfter } from './result-cursor.js';

const ISSUES: Readonly<Record<SpanIssue | 'AFTER', LocalizedText>> = {
  FROM_INVALID: timeIssue('from'),
  TO_INVALID: timeIssue('to'),
  FROM_AFTER_TO: {
    en: 'from must not be later than to.',
    es: 'from no debe ser posterior a to.',
  },
  AFTER: {
    en: 'after must be a cursor from an earlier response for the same campaign, from and to.',
    es: 'after debe ser un cursor de una respuesta anterior para la misma campaña y los mismos from y to.',
  },
};

const COST: ArgumentCost = {
  calls: (args, operation) => plannedCalls(args as unknown as ResultArguments, operation),
  advice: {
    en: '`results` needs a call for each campaign and each 30 days from `from` to `to`. Request fewer campaigns or a shorter span.',
    es: 'results necesita una llamada por cada campaña y por cada 30 días entre from y to. Pida menos campañas o un período más corto.',
  },
};

interface ResultArguments {
  readonly from: string;
  readonly to: string;
  readonly after?: string | null | undefined;
}

@Resolver(() => Campaign)
export class CampaignResultsResolver {
  @Authorized<Scope>('read')
  @FieldCost('campaigns')
  @FieldCalls(COST)
  @FieldListSize({ upperBound: MAX_PAGE, estimate: estimatedPageSize })
  @FieldResolver(() => ContactResultConnection, {
    description: `What became of the contacts between two times, newest first. Costs a call for each 30 days that the page reads, and more if a window has 60,000 rows. If wolkvox does not answer, the campaign is null. ${REQUIRED_SCOPE.read}`,
  })
  async results(
    @Root() campaign: Campaign,
    @Ctx() context: Context,
    @Arg('from', () => CampaignTime, { description: 'Oldest time, inclusive, for example `2026-11-01T00:00:00`.' })
    from: string,
    @Arg('to', () => CampaignTime, {
      description: 'Newest time, inclusive, for example `2026-11-30T23:59:59`. It may be in the future.',
    })
    to: string,
    @Arg('first', () => Int, PAGE_SIZE)
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Cursor of the last result before this page, for the same `from` and `to`.',
    })
    after: string | null | undefined,
  ): Promise<ContactResultConnection> {
    const { loaders, operations, reservation, resultWindows, caller, record } = context;
    loaders.markLive();
    const operation = operations.require(campaign.operation.id, argumentError);
    const size = readPageSize(first);
    const span = readResultSpan(from, to, operation);
    if (typeof span === 'string') throw argumentError(ISSUES[span]);
    const scope = { campaign: campaign.id, span };
    const position = typeof after === 'string' ? readCursor(after, scope) : undefined;
    if (typeof after === 'string' && position === undefined) throw argumentError(ISSUES.AFTER);
    if (!reservation.addShared(scope, ROW_BYTES * size)) throw overloadedError();
    const type = campaign.type ?? (await loaders.listedCampaign(campaign.id))?.type ?? null;
    if (type === null) throw readError({ code: 'UNREACHABLE', hint: 'UNRECOGNIZED_CAMPAIGN' });
    const page = await readResultPage(
      resultWindows,
      {
        operation,
        campaignId: campaign.campaignId,
        type,
        span: possibleSpan(span, new Date(), operation),
        first: size,
        after: position,
      },
      { since: loaders.startedAt, takeCall: loaders.calls.forField(plannedCalls({ from, to, after }, operation)) },
      { caller, record },
    );
    if (!page.ok) throw readError(page.failure);
    return new ContactResultConnection(page.value, scope, position !== undefined);
  }
}

/** Returns the number of windows of 30 days from the newest time, or from the cursor, to the oldest one. 0: the arguments are invalid. */
function plannedCalls({ from, to, after }: ResultArguments, operation: Operation): number {
  const span = readResultSpan(from, to, operation);
  if (typeof span === 'string') return 0;
  const possible = possibleSpan(span, new Date(), operation);
  return windowsOf(typeof after === 'string' ? spanAfter(after, possible) : possible);
}

/** Memory of a decoded row, and of its object in the response. Windows are not counted, because no request holds them while it waits. */
const ROW_BYTES = 4 * 1024;

function timeIssue(argument: 'from' | 'to'): LocalizedText {
  return {
    en: `${argument} must be a date and time such as 2026-11-23T08:00:00, in whole seconds.`,
    es: `${argument} debe ser una fecha y hora como 2026-11-23T08:00:00, en segundos enteros.`,
  };
}
