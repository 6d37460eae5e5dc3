import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { GetCampaignDocument, type Campaign } from '@wolkvox-graphql/client';

import { ContactsSection } from '../contacts/ContactsSection.js';
import { useFreshness } from '../freshness.js';
import { useDictionary } from '../i18n/i18n.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { Notice } from '../parts/Notice.js';
import { Page } from '../parts/Page.js';
import { POLL } from '../poll.js';
import { newestStatus } from '../progress/progress.js';
import { ProgressSection } from '../progress/ProgressSection.js';
import { useLiveProgress } from '../progress/use-live-progress.js';
import { ResultsSection } from '../results/ResultsSection.js';
import { hrefOf } from '../router.js';
import { CampaignFacts } from './CampaignFacts.js';
import { ControlBar } from './ControlBar.js';
import { useControl, type FactsReading } from './use-control.js';

export interface CampaignPageProps {
  /** Global id, for example `default:5801`. */
  readonly id: string;
}

/** Page of one campaign: its status and progress, start and stop, its contacts and results. */
export function CampaignPage({ id }: CampaignPageProps) {
  const t = useDictionary();
  const { data, loading, networkStatus, error, refetch } = useQuery(GetCampaignDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    ...POLL,
  });
  const read = (): void => void refetch().catch(() => undefined);
  const campaign = data?.campaign ?? undefined;
  const isReading = networkStatus === NetworkStatus.refetch;
  if (campaign) return <CampaignDesk {...{ campaign, error, isReading }} onChanged={read} />;
  const { title, text } = t.desk.campaign.notFound;
  return (
    <Page title={data ? title : t.desk.campaign.title}>
      <BackLink />
      {error ? (
        <ReadFailure title={t.desk.campaign.failed} error={error} timeZone={undefined} onRetry={read} />
      ) : loading || !data ? (
        <p role="status">{t.loading}</p>
      ) : (
        <Notice tone="wrong" title={text} focused={false} />
      )}
    </Page>
  );
}

interface CampaignDeskProps {
  readonly campaign: Campaign;
  /** Error of the last reading, beside the values of an earlier one. */
  readonly error: unknown;
  /** true: it is read again, because something was changed. */
  readonly isReading: boolean;
  readonly onChanged: () => void;
}

function CampaignDesk({ campaign, error, isReading, onChanged }: CampaignDeskProps) {
  const { desk } = useDictionary();
  const { id, operation } = campaign;
  const readAt = useFreshness('GetCampaign')?.readAt ?? EARLIEST;
  const control = useControl(id, onChanged);
  const { name, contactCount } = newestFacts({ ...campaign, readAt }, control.facts);
  const live = useLiveProgress(id);
  const status = newestStatus([
    { status: campaign.status, readAt },
    control.status,
    live.progress && { status: live.progress.status, readAt: new Date(live.progress.readAt) },
  ]);
  return (
    <Page title={name}>
      <BackLink operationId={operation.id} />
      {error !== undefined && (
        <ReadFailure title={desk.campaign.failed} error={error} timeZone={operation.timeZone} onRetry={onChanged} />
      )}
      <ControlBar {...{ control, status, isReading }} shown={{ name, contactCount }} timeZone={operation.timeZone} />
      <ProgressSection name={name} running={status === 'STARTED'} live={live} timeZone={operation.timeZone} />
      <CampaignFacts campaign={campaign} contactCount={contactCount} />
      <ContactsSection campaign={campaign} status={status} onAdded={onChanged} />
      <ResultsSection campaign={campaign} />
    </Page>
  );
}

const EARLIEST = new Date(0);

/** Returns the newer of two readings. A conflict is newer than a cached list, but not than the next one. */
const newestFacts = (list: FactsReading, conflict: FactsReading | undefined): FactsReading =>
  conflict && conflict.readAt > list.readAt ? conflict : list;

function BackLink({ operationId }: { readonly operationId?: string }) {
  const { campaign: t } = useDictionary().desk;
  return (
    <p className="back">
      <a href={hrefOf({ page: 'list', ...(operationId !== undefined && { operationId }) })}>← {t.back}</a>
    </p>
  );
}
