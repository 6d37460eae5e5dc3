import type { WolkvoxErrorCode } from '@wolkvox-graphql/client';

/** Everything that the form says by itself. A language is complete when it compiles. */
export interface Dictionary {
  readonly title: string;
  readonly intro: string;
  readonly loading: string;
  readonly retry: string;
  readonly operationsFailed: Told;
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

  /** In place of the server's sentence where a field was simply left empty. */
  readonly missing: Readonly<Record<Missing, string>>;
  /** In place of the server's sentence, which names fields as programs do. */
  readonly broken: Readonly<Record<Broken, string>>;
  readonly invalid: (count: number) => string;
  readonly busy: (seconds: number) => Told;
  readonly inProgress: (seconds: number) => Told;
  readonly quota: (resetsAt: string) => Told;
  readonly refused: Readonly<Record<Refusal, Told>>;
  readonly unavailable: Readonly<Record<Unavailability, Told>>;
  readonly unknown: Told;
  readonly conflict: Told;
  readonly newer: Told;
  readonly notAllowed: Told;
  readonly support: Told;
  readonly later: Told;
  readonly network: Told;
  readonly failed: Told;
  readonly wolkvoxSays: string;
  readonly forSupport: string;
  readonly errorId: string;

  readonly unsure: {
    readonly still: string;
    readonly candidates: string;
    readonly look: string;
    readonly looking: string;
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

  readonly created: { readonly title: string; readonly name: string; readonly id: string; readonly before: string };
  readonly another: string;
}

/** What happened, and what to do about it. */
export interface Told {
  readonly title: string;
  readonly text: string;
}

interface Choice {
  readonly label: string;
  readonly choose: string;
}

/** A field and its rule, as the server names them. */
export type Missing =
  | 'operationId OPERATION_REQUIRED'
  | 'name NOT_BLANK'
  | 'skillId NUMERIC_ID'
  | 'startTime REQUIRED_ON_PREDICTIVE'
  | 'endTime REQUIRED_ON_PREDICTIVE';

/** Rules, as the server names them, that need no word of the server's to be understood beside their field. */
export type Broken = 'NOT_BLANK' | 'NO_CONTROL_CHARACTERS' | 'CAMPAIGN_TIME' | 'SAME_DAY' | 'AFTER_START';

export type Refusal = Extract<WolkvoxErrorCode, 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT'>;
export type Unavailability = Extract<WolkvoxErrorCode, 'MAINTENANCE' | 'UNREACHABLE'>;
