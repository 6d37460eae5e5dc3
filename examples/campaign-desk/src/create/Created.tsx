import { Notice } from '../parts/Notice.js';
import { hrefOf } from '../router.js';
import { useDictionary } from '../i18n/i18n.js';
import type { CreatedCampaign } from './use-creation.js';

export interface CreatedProps extends CreatedCampaign {
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
        <dd>{id.slice(id.lastIndexOf(':') + 1)}</dd>
      </dl>
      {replayed && <p>{t.created.before}</p>}
      <div className="actions">
        <a className="button primary" href={hrefOf({ page: 'campaign', id })}>
          {t.created.open}
        </a>
        <button type="button" onClick={onAnother}>
          {t.another}
        </button>
      </div>
    </Notice>
  );
}
