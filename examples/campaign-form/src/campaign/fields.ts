import type { AmdCountry, CampaignType, CreateCampaignInput } from '@wolkvox-graphql/client';

/** The form as it is filled in; what is empty is ''. */
export interface CampaignFields {
  /** '' where there is one operation only, or none was chosen. */
  readonly operationId: string;
  readonly type: CampaignType;
  readonly name: string;
  readonly description: string;
  readonly skillId: string;
  /** As an input of type datetime-local has them: `2026-11-23T08:00`. */
  readonly startTime: string;
  readonly endTime: string;
  readonly amd: AmdCountry | '';
  readonly optionalFields: readonly string[];
  readonly enableEdition: boolean;
}

export const EMPTY: CampaignFields = {
  operationId: '',
  type: 'PREDICTIVE',
  name: '',
  description: '',
  skillId: '',
  startTime: '',
  endTime: '',
  amd: '',
  optionalFields: [],
  enableEdition: false,
};

/** wolkvox has so many, see the schema. */
export const MOST_OPTIONAL_FIELDS = 12;

/** A campaign to create, still without the key of its creation. */
export type CampaignDraft = Omit<CreateCampaignInput, 'idempotencyKey'>;

/** What is sent. Nothing is checked here: the rules stand in the server, which tells all that are broken at once. */
export function toDraft(fields: CampaignFields): CampaignDraft {
  const { operationId, type, name, description, skillId, startTime, endTime, amd, enableEdition } = fields;
  return {
    operationId: operationId || null,
    type,
    name,
    description: description || null,
    skillId,
    optionalFields: titles(fields.optionalFields),
    enableEdition,
    // Hours and detection are refused on PREVIEW, also where they were filled in before the type was changed.
    ...(type === 'PREDICTIVE' && { startTime: startTime || null, endTime: endTime || null, amd: amd || null }),
  };
}

/** Each in its place: a blank one is a gap, those at the end are none. */
function titles(written: readonly string[]): (string | null)[] {
  const last = written.findLastIndex((title) => title.trim() !== '');
  return written.slice(0, last + 1).map((title) => (title.trim() === '' ? null : title));
}
