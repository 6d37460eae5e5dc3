import { ReadFailure } from '../outcome/ReadFailure.js';
import { useDictionary } from '../i18n/i18n.js';
import { Page } from '../parts/Page.js';
import { useOperations } from '../use-operations.js';
import { CampaignForm } from './CampaignForm.js';

/** Page that creates a campaign. */
export function CreatePage() {
  const t = useDictionary();
  const { data, loading, error, refetch } = useOperations();
  return (
    <Page title={t.title} narrow>
      {data ? (
        <CampaignForm operations={data.operations} usual={data.operation} />
      ) : loading ? (
        <p role="status">{t.loading}</p>
      ) : (
        <ReadFailure
          title={t.formFailed}
          error={error}
          timeZone={undefined}
          onRetry={() => void refetch().catch(() => undefined)}
        />
      )}
    </Page>
  );
}
