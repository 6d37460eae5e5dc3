import type { ListedCampaign } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { StatusBadge } from '../parts/StatusBadge.js';
import { ProgressBar } from '../progress/ProgressBar.js';
import { newestStatus, shareOf } from '../progress/progress.js';
import { hrefOf } from '../router.js';
import type { ListedProgress } from './use-campaigns.js';

export interface CampaignTableProps {
  readonly campaigns: readonly ListedCampaign[];
  /** By global id. */
  readonly progress: ReadonlyMap<string, ListedProgress>;
  readonly listReadAt: Date | undefined;
}

/** The campaigns, each with its status and its bar. */
export function CampaignTable({ campaigns, progress, listReadAt }: CampaignTableProps) {
  const { list: t } = useDictionary().desk;
  return (
    <table className="list">
      <caption className="hidden">{t.title}</caption>
      <thead>
        <tr>
          <th scope="col">{t.columns.campaign}</th>
          <th scope="col">{t.columns.status}</th>
          <th scope="col">{t.columns.progress}</th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <CampaignRow
            key={campaign.id}
            campaign={campaign}
            progress={progress.get(campaign.id)}
            listReadAt={listReadAt}
          />
        ))}
      </tbody>
    </table>
  );
}

interface CampaignRowProps {
  readonly campaign: ListedCampaign;
  readonly progress: ListedProgress | undefined;
  readonly listReadAt: Date | undefined;
}

function CampaignRow({ campaign, progress, listReadAt }: CampaignRowProps) {
  const { desk } = useDictionary();
  const { id, name, type, contactCount, skill } = campaign;
  const status = newestStatus([
    listReadAt && { status: campaign.status, readAt: listReadAt },
    progress && { status: progress.status, readAt: new Date(progress.readAt) },
  ]);
  const share = progress && shareOf(progress);
  const facts = [type && desk.types[type], contactCount !== null && desk.people(contactCount), skill?.name].filter(
    Boolean,
  );
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf({ page: 'campaign', id })}>{name}</a>
        <small>{facts.join(' · ')}</small>
      </th>
      <td>
        <StatusBadge status={status} />
      </td>
      <td>
        {share ? (
          <ProgressBar name={name} share={share} running={status === 'STARTED'} />
        ) : (
          <small>{desk.list.noProgress}</small>
        )}
      </td>
    </tr>
  );
}
