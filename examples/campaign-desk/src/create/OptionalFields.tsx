import { useEffect, useRef } from 'react';

import { Field, FieldError } from '../parts/Field.js';
import { useDictionary } from '../i18n/i18n.js';
import type { PartProps } from './CampaignFieldset.js';
import { MAX_OPTIONAL_FIELDS } from './fields.js';

/** Titles of the contacts' extra fields, by position. */
export function OptionalFields({ fields, edit, errorOf }: PartProps) {
  const { titles: t } = useDictionary();
  const titles = fields.optionalFields;
  const change = (changed: readonly string[]): void => edit({ optionalFields: changed });
  const fieldset = useRef<HTMLFieldSetElement>(null);
  // Index of the title that gets the focus after an addition or removal.
  const next = useRef<number | null>(null);
  useEffect(() => {
    if (next.current === null) return;
    const inputs = fieldset.current?.querySelectorAll('input');
    const adds = fieldset.current?.querySelector<HTMLElement>(':scope > button');
    (inputs?.[Math.min(next.current, inputs.length - 1)] ?? adds)?.focus();
    next.current = null;
  }, [titles.length]);
  const add = (): void => {
    next.current = titles.length;
    change([...titles, '']);
  };
  const remove = (nth: number): void => {
    next.current = nth;
    change(titles.toSpliced(nth, 1));
  };
  return (
    <fieldset ref={fieldset} className="titles">
      <legend>{t.legend}</legend>
      <p className="hint">{t.hint}</p>
      <FieldError of="optionalFields" error={errorOf('optionalFields')} />
      {titles.map((title, nth) => (
        <div className="title" key={nth}>
          <Field name={`optionalFields.${nth}`} label={t.nth(nth + 1)} error={errorOf(`optionalFields.${nth}`)}>
            {(control) => (
              <input
                {...control}
                required={false}
                autoComplete="off"
                value={title}
                onChange={({ target }) => change(titles.with(nth, target.value))}
              />
            )}
          </Field>
          <button type="button" aria-label={t.remove(nth + 1)} onClick={() => remove(nth)}>
            ×
          </button>
        </div>
      ))}
      <button type="button" disabled={titles.length >= MAX_OPTIONAL_FIELDS} onClick={add}>
        {t.add}
      </button>
    </fieldset>
  );
}
