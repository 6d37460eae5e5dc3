import { Notice } from '../parts/Notice.js';
import { useWords } from '../words/words.js';
import type { CampaignFields } from './fields.js';
import { placeOf, placesOf, type Issue } from './issues.js';

export interface InvalidInputProps {
  readonly issues: readonly Issue[];
  readonly fields: CampaignFields;
  readonly several: boolean;
}

/**
 * How many things are wrong, and those of them that have no field beside which they could be told, in the words of the
 * server, which name it.
 */
export function InvalidInput({ issues, fields, several }: InvalidInputProps) {
  const words = useWords();
  const places = placesOf(fields, several);
  const homeless = issues.filter((issue) => !places.has(placeOf(issue)));
  if (issues.length === 0) return null;
  return (
    <Notice tone="wrong" title={words.invalid(issues.length)} focused={homeless.length === issues.length}>
      {homeless.length > 0 && (
        <ul>
          {homeless.map((issue) => (
            <li key={issue.path.join('.') + issue.rule}>{issue.message}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
