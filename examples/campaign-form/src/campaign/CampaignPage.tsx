import { Notice } from '../parts/Notice.js';
import { useWords } from '../words/words.js';
import { CampaignForm } from './CampaignForm.js';
import { useOperations } from './use-operations.js';

export function CampaignPage() {
  const words = useWords();
  const { data, loading, refetch } = useOperations();
  return (
    <main>
      <title>{words.title}</title>
      <h1>{words.title}</h1>
      {data ? (
        <CampaignForm operations={data.operations} usual={data.operation} />
      ) : loading ? (
        <p role="status">{words.loading}</p>
      ) : (
        <Notice tone="wrong" {...words.operationsFailed}>
          <p>{words.operationsFailed.text}</p>
          <button type="button" onClick={() => void refetch().catch(() => undefined)}>
            {words.retry}
          </button>
        </Notice>
      )}
    </main>
  );
}
