export interface UnknownChoicesTexts {
  readonly again: string;
  readonly againIn: (seconds: number) => string;
  readonly whenKnown: string;
  readonly there: string;
  readonly notThere: string;
}

export interface UnknownChoicesProps {
  readonly texts: UnknownChoicesTexts;
  /** Text before the button that repeats the request; undefined if it must not be repeated. */
  readonly againHint: string | undefined;
  /** Seconds until a repeat is allowed. */
  readonly secondsLeft: number;
  readonly onRetry: () => void;
  readonly onFound: () => void;
  readonly onNotFound: () => void;
}

/** Choices after a request whose outcome is unknown: repeat it, or tell what was found. */
export function UnknownChoices({
  texts: t,
  againHint,
  secondsLeft,
  onRetry,
  onFound,
  onNotFound,
}: UnknownChoicesProps) {
  return (
    <>
      {againHint !== undefined && (
        <>
          <p className="hint">{againHint}</p>
          <button type="button" disabled={secondsLeft > 0} onClick={onRetry}>
            {secondsLeft > 0 ? t.againIn(secondsLeft) : t.again}
          </button>
        </>
      )}
      <div className="actions">
        <p>{t.whenKnown}</p>
        <button type="button" onClick={onFound}>
          {t.there}
        </button>
        <button type="button" onClick={onNotFound}>
          {t.notThere}
        </button>
      </div>
    </>
  );
}
