import { useEffect, useRef } from 'react';

import { Field } from '../parts/Field.js';
import { useFormat } from '../use-format.js';
import { useWords } from '../words/words.js';
import type { PartProps } from './CampaignFieldset.js';
import type { Operation } from './use-operations.js';
import { useSkills, type Skills } from './use-skills.js';

export interface SkillFieldProps extends PartProps {
  /** The one whose skills they are; undefined while none is chosen. */
  readonly operation: Operation | undefined;
}

export function SkillField({ fields, edit, errorOf, operation }: SkillFieldProps) {
  const words = useWords();
  const skills = useSkills(fields.operationId, operation !== undefined);
  const loading = skills.state === 'loading' || skills.state === 'retrying';
  const select = useRef<HTMLSelectElement>(null);
  const before = useRef(skills.state);
  useEffect(() => {
    // The button that asked again is gone, and the focus with it, unless it was moved meanwhile.
    const lost = before.current === 'retrying' && document.activeElement === document.body;
    if (lost && skills.state === 'there') select.current?.focus();
    before.current = skills.state;
  }, [skills.state]);
  return (
    <div>
      <Field name="skillId" label={words.skill.label} error={errorOf('skillId')}>
        {(control) => (
          <select
            {...control}
            ref={select}
            disabled={skills.state !== 'there'}
            value={fields.skillId}
            onChange={({ target }) => edit({ skillId: target.value })}
          >
            <option value="">
              {loading ? words.loading : skills.state === 'waiting' ? words.operation.choose : words.skill.choose}
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

/** What is wrong with the list, and a button that asks for it again. */
function SkillsNote({ state, list, outdatedSince, errorId, retry }: Skills) {
  const words = useWords();
  const format = useFormat();
  const note =
    state === 'failed'
      ? words.skill.failed
      : state === 'there' && outdatedSince
        ? words.skill.outdated(format.moment(outdatedSince))
        : state === 'there' && list.length === 0
          ? words.skill.none
          : undefined;
  const retrying = state === 'retrying';
  return (
    <div role="status" className="note">
      {note !== undefined && <p className={state === 'failed' ? 'error' : 'hint'}>{note}</p>}
      {errorId !== undefined && (
        <p className="small">
          {words.errorId} {errorId}
        </p>
      )}
      {(note !== undefined || retrying) && (
        // Not `disabled`, which would take the focus from it.
        <button type="button" aria-disabled={retrying} onClick={() => !retrying && retry()}>
          {retrying ? words.loading : words.retry}
        </button>
      )}
    </div>
  );
}
