import { useEffect, useRef } from 'react';

import { Field } from '../parts/Field.js';
import { useFormat } from '../use-format.js';
import type { Operation } from '../use-operations.js';
import { useDictionary } from '../i18n/i18n.js';
import type { PartProps } from './CampaignFieldset.js';
import { useSkills, type Skills } from './use-skills.js';

export interface SkillFieldProps extends PartProps {
  /** Operation of the skills; undefined if none is selected. */
  readonly operation: Operation | undefined;
}

export function SkillField({ fields, edit, errorOf, operation }: SkillFieldProps) {
  const t = useDictionary();
  const skills = useSkills(fields.operationId, operation !== undefined);
  const loading = skills.state === 'loading' || skills.state === 'retrying';
  const select = useRef<HTMLSelectElement>(null);
  const before = useRef(skills.state);
  useEffect(() => {
    // The retry button is gone. Takes the focus that it had, unless it was moved meanwhile.
    const lost = before.current === 'retrying' && document.activeElement === document.body;
    if (lost && skills.state === 'there') select.current?.focus();
    before.current = skills.state;
  }, [skills.state]);
  return (
    <div>
      <Field name="skillId" label={t.skill.label} error={errorOf('skillId')}>
        {(control) => (
          <select
            {...control}
            ref={select}
            disabled={skills.state !== 'there'}
            value={fields.skillId}
            onChange={({ target }) => edit({ skillId: target.value })}
          >
            <option value="">
              {loading ? t.loading : skills.state === 'waiting' ? t.operation.choose : t.skill.choose}
            </option>
            {skills.list.map(({ id, skillId, name }) => (
              <option key={id} value={skillId}>
                {name === null ? skillId : `${name} (${skillId})`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <SkillsNote {...skills} />
    </div>
  );
}

/** State of the list, and a retry button. */
function SkillsNote({ state, list, outdatedSince, errorId, retry }: Skills) {
  const t = useDictionary();
  const format = useFormat();
  const note =
    state === 'failed'
      ? t.skill.failed
      : state === 'there' && outdatedSince
        ? t.skill.outdated(format.moment(outdatedSince))
        : state === 'there' && list.length === 0
          ? t.skill.none
          : undefined;
  const retrying = state === 'retrying';
  return (
    <div role="status" className="note">
      {note !== undefined && <p className={state === 'failed' ? 'error' : 'hint'}>{note}</p>}
      {errorId !== undefined && (
        <p className="small">
          {t.failures.errorId} {errorId}
        </p>
      )}
      {(note !== undefined || retrying) && (
        // Not `disabled`, which would remove the focus.
        <button type="button" aria-disabled={retrying} onClick={() => !retrying && retry()}>
          {retrying ? t.loading : t.retry}
        </button>
      )}
    </div>
  );
}
