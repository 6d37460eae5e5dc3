import type { Campaign } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { useFormat } from '../use-format.js';

export interface CampaignFactsProps {
  readonly campaign: Campaign;
  readonly contactCount: number | null;
}

/** What the list of campaigns shows of a campaign. */
export function CampaignFacts({ campaign, contactCount }: CampaignFactsProps) {
  const { desk } = useDictionary();
  const { campaign: t } = desk;
  const format = useFormat();
  const { type, skill, description, speed, lastUsedAt } = campaign;
  const facts: readonly Fact[] = [
    [t.id, campaign.campaignId],
    [t.type, type && desk.types[type]],
    [t.skill, skill && (skill.name ?? skill.skillId)],
    [t.description, description],
    [t.contactCount, contactCount === null ? null : format.number(contactCount)],
    [t.speed, speed === null ? null : format.number(speed)],
    [t.lastUsedAt, lastUsedAt === null ? null : format.localTime(lastUsedAt)],
  ];
  return (
    <dl className="facts">
      {facts.filter(isKnown).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Fact<Value = string | null> = readonly [name: string, value: Value];

const isKnown = (fact: Fact): fact is Fact<string> => fact[1] !== null;
