import type { ReactNode } from 'react';

import { useDictionary } from '../i18n/i18n.js';

export interface FieldProps {
  /** Name in the schema: `name`, `optionalFields.3`. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  /** Error of the field. */
  readonly error: string | undefined;
  readonly children: (control: Control) => ReactNode;
}

/** Attributes that link a control to its label, hint and error. */
export interface Control {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A control with its label above, and hint and error below. */
export function Field({ name, label, hint, optional = false, error, children }: FieldProps) {
  const t = useDictionary();
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={name}>
        {label}
        {optional && <small> ({t.optional})</small>}
      </label>
      {children({
        id: name,
        name,
        required: !optional,
        'aria-invalid': error !== undefined,
        'aria-describedby': described || undefined,
      })}
      {hint && (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldError of={name} error={error} />
    </div>
  );
}

export function FieldError({ of, error }: { readonly of: string; readonly error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p className="error" id={`${of}-error`}>
      {error}
    </p>
  );
}
