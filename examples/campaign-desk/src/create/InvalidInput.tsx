import { Notice } from '../parts/Notice.js';
import { useDictionary } from '../i18n/i18n.js';
import type { CampaignFields } from './fields.js';
import { placeOf, placesOf, type Issue } from './issues.js';

export interface InvalidInputProps {
  readonly issues: readonly Issue[];
  readonly fields: CampaignFields;
  readonly several: boolean;
}

/** Shows the number of issues, and the server's messages of those without a visible field. */
export function InvalidInput({ issues, fields, several }: InvalidInputProps) {
  const t = useDictionary();
  const places = placesOf(fields, several);
  const unplaced = issues.filter((issue) => !places.has(placeOf(issue)));
  if (issues.length === 0) return null;
  return (
    <Notice tone="wrong" title={t.actions.create.invalid(issues.length)} focused={unplaced.length === issues.length}>
      {unplaced.length > 0 && (
        <ul>
          {unplaced.map((issue) => (
            <li key={issue.path.join('.') + issue.rule}>{issue.message}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
