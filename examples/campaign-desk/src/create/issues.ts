import type { CreateCampaignResult } from '@wolkvox-graphql/client';

import type { Dictionary } from '../i18n/dictionary.js';
import type { CampaignFields } from './fields.js';

/** Broken rule of the input. */
export type Issue = Extract<CreateCampaignResult, { __typename: 'WolkvoxInvalidInput' }>['issues'][number];

/** Returns the place of an issue: `name`, `optionalFields.3`. */
export const placeOf = ({ path }: Pick<Issue, 'path'>): string => path.join('.');

/** Returns the places that the form shows. */
export function placesOf({ type, optionalFields }: CampaignFields, severalOperations: boolean): ReadonlySet<string> {
  return new Set([
    ...(severalOperations ? ['operationId'] : []),
    ...['type', 'name', 'description', 'skillId', 'optionalFields', 'enableEdition'],
    ...(type === 'PREDICTIVE' ? ['startTime', 'endTime', 'amd'] : []),
    ...optionalFields.map((_title, nth) => `optionalFields.${nth}`),
  ]);
}

/** Returns the message of an issue: from the dictionary if it has one, otherwise from the server. */
export function messageOf(issue: Issue, fields: CampaignFields, { missing, broken }: Dictionary): string {
  const empty: Readonly<Record<string, string>> = missing;
  const filled: Readonly<Record<string, string>> = broken;
  const field = placeOf(issue);
  const isEmpty = field in fields && fields[field as keyof CampaignFields] === '';
  return (isEmpty ? empty[`${field} ${issue.rule}`] : undefined) ?? filled[issue.rule] ?? issue.message;
}
