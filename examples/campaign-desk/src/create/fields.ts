import type { AmdCountry, CampaignType, CreateCampaignInput } from '@wolkvox-graphql/client';

/** Values of the form; '' is empty. */
export interface CampaignFields {
  /** '' if there is only one operation, or none is selected. */
  readonly operationId: string;
  readonly type: CampaignType;
  readonly name: string;
  readonly description: string;
  readonly skillId: string;
  /** As in an input of type datetime-local: `2026-11-23T08:00`. */
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

/** Limit of wolkvox, see the schema. */
export const MAX_OPTIONAL_FIELDS = 12;

/** Campaign to create, without its idempotency key. */
export type CampaignDraft = Omit<CreateCampaignInput, 'idempotencyKey'>;

/**
 * Converts the form to the input of the mutation. Checks nothing, because the server reports all broken rules at once.
 */
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
    // The server rejects hours and detection on PREVIEW. They may have values from before a change of type.
    ...(type === 'PREDICTIVE' && { startTime: startTime || null, endTime: endTime || null, amd: amd || null }),
  };
}

/** Keeps positions: a blank title in between is null, blank ones at the end are dropped. */
function titles(written: readonly string[]): (string | null)[] {
  const last = written.findLastIndex((title) => title.trim() !== '');
  return written.slice(0, last + 1).map((title) => (title.trim() === '' ? null : title));
}
