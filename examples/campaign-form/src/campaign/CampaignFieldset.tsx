import type { CampaignType } from '@wolkvox-graphql/client';

import { Field, FieldError } from '../parts/Field.js';
import { useWords } from '../words/words.js';
import type { CampaignFields } from './fields.js';
import { placeOf, sentenceOf, type Issue } from './issues.js';
import { OptionalFields } from './OptionalFields.js';
import { PredictiveFields } from './PredictiveFields.js';
import { SkillField } from './SkillField.js';
import type { Operation } from './use-operations.js';

/** What every part of the form is given. */
export interface PartProps {
  readonly fields: CampaignFields;
  readonly edit: (change: Partial<CampaignFields>) => void;
  /** What is wrong at a place, such as `name` or `optionalFields.3`. */
  readonly errorOf: (place: string) => string | undefined;
}

export interface CampaignFieldsetProps extends Omit<PartProps, 'errorOf'> {
  readonly disabled: boolean;
  /** Those to choose from; none where there is nothing to choose. */
  readonly operations: readonly Operation[];
  /** The one that is chosen. */
  readonly operation: Operation | undefined;
  readonly issues: readonly Issue[];
}

/** Every field of a campaign. Those that only a predictive one has are not there for a preview one. */
export function CampaignFieldset({ disabled, operations, operation, fields, edit, issues }: CampaignFieldsetProps) {
  const words = useWords();
  const errorOf = (place: string): string | undefined =>
    issues
      .filter((issue) => placeOf(issue) === place)
      .map((issue) => sentenceOf(issue, fields, words))
      .join(' ') || undefined;
  const part: PartProps = { fields, edit, errorOf };
  return (
    <fieldset className="plain" disabled={disabled}>
      {operations.length > 0 && (
        <Field name="operationId" label={words.operation.label} error={errorOf('operationId')}>
          {(control) => (
            <select
              {...control}
              value={fields.operationId}
              // A skill is one of its operation's.
              onChange={({ target }) => edit({ operationId: target.value, skillId: '' })}
            >
              <option value="">{words.operation.choose}</option>
              {operations.map(({ id }) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <TypeChoice {...part} />
      <Field name="name" label={words.name} error={errorOf('name')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            placeholder={words.namePlaceholder}
            value={fields.name}
            onChange={({ target }) => edit({ name: target.value })}
          />
        )}
      </Field>
      <Field name="description" label={words.description} optional error={errorOf('description')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            value={fields.description}
            onChange={({ target }) => edit({ description: target.value })}
          />
        )}
      </Field>
      <SkillField {...part} operation={operation} />
      {fields.type === 'PREDICTIVE' && <PredictiveFields {...part} timeZone={operation?.timeZone} />}
      <OptionalFields {...part} />
      <label className="check">
        <input
          type="checkbox"
          name="enableEdition"
          checked={fields.enableEdition}
          onChange={({ target }) => edit({ enableEdition: target.checked })}
        />
        {words.edition}
      </label>
      <FieldError of="enableEdition" error={errorOf('enableEdition')} />
    </fieldset>
  );
}

const TYPES = ['PREDICTIVE', 'PREVIEW'] as const satisfies readonly CampaignType[];

function TypeChoice({ fields, edit, errorOf }: PartProps) {
  const words = useWords();
  return (
    <fieldset className="types">
      <legend>{words.type}</legend>
      {TYPES.map((type) => (
        <label key={type} className="check">
          <input type="radio" name="type" checked={fields.type === type} onChange={() => edit({ type })} />
          <span>
            {words.types[type].name} <small>{words.types[type].explained}</small>
          </span>
        </label>
      ))}
      <FieldError of="type" error={errorOf('type')} />
    </fieldset>
  );
}
