import type { CampaignStatus } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';

/** Running state of a campaign, in words and with a mark. */
export function StatusBadge({ status }: { readonly status: CampaignStatus | null }) {
  const { desk } = useDictionary();
  const name = status ?? 'UNKNOWN';
  return <span className={`badge ${name.toLowerCase()}`}>{desk.status[name]}</span>;
}
