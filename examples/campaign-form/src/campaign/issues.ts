import type { CreateCampaignResult } from '@wolkvox-graphql/client';

import type { Dictionary } from '../words/dictionary.js';
import type { CampaignFields } from './fields.js';

/** A broken rule, as the server tells it. */
export type Issue = Extract<CreateCampaignResult, { __typename: 'WolkvoxInvalidInput' }>['issues'][number];

/** Where an issue belongs: `name`, `optionalFields.3`. */
export const placeOf = ({ path }: Pick<Issue, 'path'>): string => path.join('.');

/** The places that the form shows now. */
export function placesOf({ type, optionalFields }: CampaignFields, severalOperations: boolean): ReadonlySet<string> {
  return new Set([
    ...(severalOperations ? ['operationId'] : []),
    ...['type', 'name', 'description', 'skillId', 'optionalFields', 'enableEdition'],
    ...(type === 'PREDICTIVE' ? ['startTime', 'endTime', 'amd'] : []),
    ...optionalFields.map((_title, nth) => `optionalFields.${nth}`),
  ]);
}

/** What to say of an issue: in the form's own words where it has some, in the server's for every other rule, also a new one. */
export function sentenceOf(issue: Issue, fields: CampaignFields, { missing, broken }: Dictionary): string {
  const empty: Readonly<Record<string, string>> = missing;
  const filled: Readonly<Record<string, string>> = broken;
  const field = placeOf(issue);
  const isEmpty = field in fields && fields[field as keyof CampaignFields] === '';
  return (isEmpty ? empty[`${field} ${issue.rule}`] : undefined) ?? filled[issue.rule] ?? issue.message;
}
