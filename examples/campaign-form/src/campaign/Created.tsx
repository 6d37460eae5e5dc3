import { Notice } from '../parts/Notice.js';
import { useDictionary } from '../i18n/i18n.js';

export interface CreatedProps {
  readonly id: string;
  readonly name: string;
  /** True if an earlier request created it. */
  readonly replayed: boolean;
  readonly onAnother: () => void;
}

export function Created({ id, name, replayed, onAnother }: CreatedProps) {
  const t = useDictionary();
  return (
    <Notice tone="good" title={t.created.title}>
      <dl>
        <dt>{t.created.name}</dt>
        <dd>{name}</dd>
        <dt>{t.created.id}</dt>
        <dd>{id}</dd>
      </dl>
      {replayed && <p>{t.created.before}</p>}
      <button type="button" className="primary" onClick={onAnother}>
        {t.another}
      </button>
    </Notice>
  );
}
