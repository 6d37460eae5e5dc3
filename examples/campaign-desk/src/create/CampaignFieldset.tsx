import type { CampaignType } from '@wolkvox-graphql/client';

import { Field, FieldError } from '../parts/Field.js';
import { useDictionary } from '../i18n/i18n.js';
import type { Operation } from '../use-operations.js';
import type { CampaignFields } from './fields.js';
import { placeOf, messageOf, type Issue } from './issues.js';
import { OptionalFields } from './OptionalFields.js';
import { PredictiveFields } from './PredictiveFields.js';
import { SkillField } from './SkillField.js';

/** Props of every part of the form. */
export interface PartProps {
  readonly fields: CampaignFields;
  readonly edit: (change: Partial<CampaignFields>) => void;
  /** Returns the error at a place, such as `name` or `optionalFields.3`. */
  readonly errorOf: (place: string) => string | undefined;
}

export interface CampaignFieldsetProps extends Omit<PartProps, 'errorOf'> {
  readonly disabled: boolean;
  /** Operations to choose from; empty if there is only one. */
  readonly operations: readonly Operation[];
  /** Selected operation. */
  readonly operation: Operation | undefined;
  readonly issues: readonly Issue[];
}

/** Every field of a campaign. Fields of predictive campaigns are hidden for preview ones. */
export function CampaignFieldset({ disabled, operations, operation, fields, edit, issues }: CampaignFieldsetProps) {
  const t = useDictionary();
  const errorOf = (place: string): string | undefined =>
    issues
      .filter((issue) => placeOf(issue) === place)
      .map((issue) => messageOf(issue, fields, t))
      .join(' ') || undefined;
  const part: PartProps = { fields, edit, errorOf };
  return (
    <fieldset className="plain" disabled={disabled}>
      {operations.length > 0 && (
        <Field name="operationId" label={t.operation.label} error={errorOf('operationId')}>
          {(control) => (
            <select
              {...control}
              value={fields.operationId}
              // A skill belongs to one operation.
              onChange={({ target }) => edit({ operationId: target.value, skillId: '' })}
            >
              <option value="">{t.operation.choose}</option>
              {operations.map(({ id }) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <TypeChoice {...part} />
      <Field name="name" label={t.name} error={errorOf('name')}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            placeholder={t.namePlaceholder}
            value={fields.name}
            onChange={({ target }) => edit({ name: target.value })}
          />
        )}
      </Field>
      <Field name="description" label={t.description} optional error={errorOf('description')}>
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
        {t.edition}
      </label>
      <FieldError of="enableEdition" error={errorOf('enableEdition')} />
    </fieldset>
  );
}

const TYPES = ['PREDICTIVE', 'PREVIEW'] as const satisfies readonly CampaignType[];

function TypeChoice({ fields, edit, errorOf }: PartProps) {
  const t = useDictionary();
  return (
    <fieldset className="types">
      <legend>{t.type}</legend>
      {TYPES.map((type) => (
        <label key={type} className="check">
          <input type="radio" name="type" checked={fields.type === type} onChange={() => edit({ type })} />
          <span>
            {t.types[type].name} <small>{t.types[type].explained}</small>
          </span>
        </label>
      ))}
      <FieldError of="type" error={errorOf('type')} />
    </fieldset>
  );
}
