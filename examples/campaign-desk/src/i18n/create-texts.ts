/** Texts of the page that creates a campaign. */
export interface CreateTexts {
  readonly title: string;
  readonly intro: string;
  readonly formFailed: string;
  readonly optional: string;

  readonly operation: Choice;
  readonly type: string;
  readonly types: Readonly<Record<'PREDICTIVE' | 'PREVIEW', { readonly name: string; readonly explained: string }>>;
  readonly name: string;
  readonly namePlaceholder: string;
  readonly description: string;
  readonly skill: Choice & {
    readonly none: string;
    readonly failed: string;
    readonly outdated: (readAt: string) => string;
  };
  readonly hours: { readonly start: string; readonly end: string; readonly clock: (timeZone: string) => string };
  readonly amd: { readonly label: string; readonly hint: string; readonly standard: string };
  readonly titles: {
    readonly legend: string;
    readonly hint: string;
    readonly nth: (nth: number) => string;
    readonly add: string;
    readonly remove: (nth: number) => string;
  };
  readonly edition: string;

  readonly create: string;
  readonly createIn: (seconds: number) => string;
  readonly creating: string;
  readonly patience: string;

  /** Replaces the server's message if a field was left empty. */
  readonly missing: Readonly<Record<Missing, string>>;
  /** Replaces the server's message, which uses schema names. */
  readonly broken: Readonly<Record<Broken, string>>;

  readonly unknownOutcome: {
    readonly still: string;
    readonly candidates: string;
    readonly look: string;
    readonly searching: string;
    readonly again: string;
    readonly againIn: (seconds: number) => string;
    readonly againOrLook: string;
    readonly whenKnown: string;
    readonly there: string;
    readonly notThere: string;
    readonly found: (count: number, readAt: string) => string;
    readonly nothingFound: (readAt: string) => string;
    readonly listOutdated: string;
    readonly noList: string;
  };

  readonly created: {
    readonly title: string;
    readonly name: string;
    readonly id: string;
    readonly before: string;
    readonly open: string;
  };
  readonly another: string;
}

interface Choice {
  readonly label: string;
  readonly choose: string;
}

/** Field and rule, as in the schema. */
export type Missing =
  | 'operationId OPERATION_REQUIRED'
  | 'name NOT_BLANK'
  | 'skillId NUMERIC_ID'
  | 'startTime REQUIRED_ON_PREDICTIVE'
  | 'endTime REQUIRED_ON_PREDICTIVE';

/** Rules that need no text of the server beside their field. */
export type Broken =
  'NOT_BLANK' | 'NO_CONTROL_CHARACTERS' | 'CAMPAIGN_TIME' | 'SAME_DAY' | 'AFTER_START' | 'OUTSIDE_CALLING_HOURS';
