import { useState } from 'react';
import type { CampaignStatus } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { Page } from '../parts/Page.js';
import { hrefOf } from '../router.js';
import { useFormat } from '../use-format.js';
import { useOperations, type Operation } from '../use-operations.js';
import { CampaignTable } from './CampaignTable.js';
import { useCampaigns, type Campaigns } from './use-campaigns.js';

export interface ListPageProps {
  /** Undefined for the default operation. */
  readonly operationId: string | undefined;
}

/** Page with the campaigns of an operation, and their progress. */
export function ListPage({ operationId }: ListPageProps) {
  const { desk, loading } = useDictionary();
  const operations = useOperations();
  const operation = operationOf(operations.data, operationId);
  const [name, setName] = useState('');
  const [status, setStatus] = useState<CampaignStatus | ''>('');
  const [first, setFirst] = useState(PAGE_SIZE);
  const campaigns = useCampaigns({ operationId: operation?.id, name, status, first });
  const { list: t } = desk;
  const failure = operations.error ?? campaigns.error;
  const retry = (): void => {
    if (operations.error) void operations.refetch().catch(() => undefined);
    else campaigns.retry();
  };
  return (
    <Page title={t.title}>
      <div className="filters" role="search" aria-label={t.title}>
        {operations.data && operations.data.operations.length > 1 && (
          <OperationField operations={operations.data.operations} operation={operation} />
        )}
        <label className="field">
          <span>{t.search}</span>
          <input type="search" value={name} autoComplete="off" onChange={({ target }) => setName(target.value)} />
        </label>
        <label className="field">
          <span>{t.status}</span>
          <select value={status} onChange={({ target }) => setStatus(target.value as CampaignStatus | '')}>
            <option value="">{t.anyStatus}</option>
            {STATUSES.map((value) => (
              <option key={value} value={value}>
                {desk.status[value]}
              </option>
            ))}
          </select>
        </label>
        <a className="button primary" href={hrefOf({ page: 'create' })}>
          {desk.nav.create}
        </a>
      </div>
      {failure !== undefined && (
        <ReadFailure title={t.failed} error={failure} timeZone={operation?.timeZone} onRetry={retry} />
      )}
      {campaigns.list ? (
        <>
          {campaigns.list.nodes.length === 0 ? (
            <p className="empty" role="status">
              {name.trim() === '' && status === '' ? t.none : t.noMatch}
            </p>
          ) : (
            <CampaignTable
              campaigns={campaigns.list.nodes}
              progress={campaigns.progress}
              listReadAt={campaigns.freshness?.readAt}
            />
          )}
          {campaigns.progressError !== undefined && failure === undefined && <p role="status">{t.progressFailed}</p>}
          <ListNote {...campaigns} />
          {campaigns.list.pageInfo.hasNextPage && first < MAX_PAGE_SIZE && (
            <button type="button" onClick={() => setFirst(Math.min(MAX_PAGE_SIZE, first + PAGE_SIZE))}>
              {t.more}
            </button>
          )}
        </>
      ) : (
        failure === undefined && <p role="status">{loading}</p>
      )}
    </Page>
  );
}

const STATUSES = ['STARTED', 'STOPPED'] as const satisfies readonly CampaignStatus[];

const PAGE_SIZE = 50;
/** Limit of the server, see the schema. */
const MAX_PAGE_SIZE = 1_000;

interface OperationsData {
  readonly operations: readonly Operation[];
  readonly operation: Operation | null;
}

/** Returns the operation of the address, or the default one, or the first one. */
const operationOf = (data: OperationsData | undefined, id: string | undefined): Operation | undefined =>
  id === undefined
    ? (data?.operation ?? data?.operations[0])
    : (data?.operations.find((operation) => operation.id === id) ?? data?.operations[0]);

function OperationField({
  operations,
  operation,
}: {
  readonly operations: readonly Operation[];
  readonly operation: Operation | undefined;
}) {
  const { desk } = useDictionary();
  return (
    <label className="field">
      <span>{desk.list.operation}</span>
      <select
        value={operation?.id}
        onChange={({ target }) => {
          location.hash = hrefOf({ page: 'list', operationId: target.value });
        }}
      >
        {operations.map(({ id }) => (
          <option key={id}>{id}</option>
        ))}
      </select>
    </label>
  );
}

/** Number of campaigns, and the time of the list. */
function ListNote({ list, freshness }: Campaigns) {
  const { list: t } = useDictionary().desk;
  const format = useFormat();
  if (!list) return null;
  const time = freshness && format.time(freshness.readAt);
  return (
    <p className="hint">
      {t.shown(list.nodes.length, list.totalCount)}
      {time !== undefined && ` · ${freshness?.outdated === true ? t.outdated(time) : t.readAt(time)}`}
    </p>
  );
}
