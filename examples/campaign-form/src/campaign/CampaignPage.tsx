import { Notice } from '../parts/Notice.js';
import { useDictionary } from '../i18n/i18n.js';
import { CampaignForm } from './CampaignForm.js';
import { useOperations } from './use-operations.js';

export function CampaignPage() {
  const t = useDictionary();
  const { data, loading, refetch } = useOperations();
  return (
    <main>
      <title>{t.title}</title>
      <h1>{t.title}</h1>
      {data ? (
        <CampaignForm operations={data.operations} usual={data.operation} />
      ) : loading ? (
        <p role="status">{t.loading}</p>
      ) : (
        <Notice tone="wrong" {...t.operationsFailed}>
          <p>{t.operationsFailed.text}</p>
          <button type="button" onClick={() => void refetch().catch(() => undefined)}>
            {t.retry}
          </button>
        </Notice>
      )}
    </main>
  );
}
