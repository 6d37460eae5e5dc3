import { useDictionary } from '../i18n/i18n.js';
import { Notice } from '../parts/Notice.js';
import type { Addition } from './use-addition.js';

/** Explains how many contacts were added, and what is still in the table. */
export function AdditionNotice({ draft, success: { accepted, rejected, message, replayed } }: Addition) {
  const { contacts: t } = useDictionary().desk;
  const unclear = accepted + rejected.length < draft.rows.length;
  const tone = accepted === 0 ? 'wrong' : unclear || rejected.length > 0 ? 'wait' : 'good';
  return (
    <Notice tone={tone} title={t.added(accepted)}>
      {rejected.length > 0 && <p>{t.notAdded(rejected.length)}</p>}
      {unclear && (
        <>
          <p>{t.unclear(draft.rows.length - accepted - rejected.length)}</p>
          <p className="small">{message}</p>
        </>
      )}
      {replayed && <p>{t.before}</p>}
    </Notice>
  );
}
