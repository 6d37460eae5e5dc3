import { Notice } from '../parts/Notice.js';
import { useWords } from '../words/words.js';

export interface CreatedProps {
  readonly id: string;
  readonly name: string;
  /** An earlier request created it. */
  readonly replayed: boolean;
  readonly onAnother: () => void;
}

export function Created({ id, name, replayed, onAnother }: CreatedProps) {
  const words = useWords();
  return (
    <Notice tone="good" title={words.created.title}>
      <dl>
        <dt>{words.created.name}</dt>
        <dd>{name}</dd>
        <dt>{words.created.id}</dt>
        <dd>{id}</dd>
      </dl>
      {replayed && <p>{words.created.before}</p>}
      <button type="button" className="primary" onClick={onAnother}>
        {words.another}
      </button>
    </Notice>
  );
}
