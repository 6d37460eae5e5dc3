import { useEffect, useRef } from 'react';

import { Field, FieldError } from '../parts/Field.js';
import { useWords } from '../words/words.js';
import type { PartProps } from './CampaignFieldset.js';
import { MOST_OPTIONAL_FIELDS } from './fields.js';

/** Titles of the extra fields that the contacts carry, each in its place. */
export function OptionalFields({ fields, edit, errorOf }: PartProps) {
  const { titles: words } = useWords();
  const titles = fields.optionalFields;
  const change = (changed: readonly string[]): void => edit({ optionalFields: changed });
  const fieldset = useRef<HTMLFieldSetElement>(null);
  // Which title has the focus once there is one more or one less.
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
      <legend>{words.legend}</legend>
      <p className="hint">{words.hint}</p>
      <FieldError of="optionalFields" error={errorOf('optionalFields')} />
      {titles.map((title, nth) => (
        <div className="title" key={nth}>
          <Field name={`optionalFields.${nth}`} label={words.nth(nth + 1)} error={errorOf(`optionalFields.${nth}`)}>
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
          <button type="button" aria-label={words.remove(nth + 1)} onClick={() => remove(nth)}>
            ×
          </button>
        </div>
      ))}
      <button type="button" disabled={titles.length >= MOST_OPTIONAL_FIELDS} onClick={add}>
        {words.add}
      </button>
    </fieldset>
  );
}
