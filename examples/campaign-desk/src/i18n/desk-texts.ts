import type { CampaignStatus, CampaignType, DialResult } from '@wolkvox-graphql/client';

import type { ColumnName } from '../contacts/columns.js';
import type { NoticeText } from './failure-texts.js';

/** Texts of the pages around a campaign. */
export interface DeskTexts {
  readonly brand: string;
  readonly skipToContent: string;
  readonly nav: { readonly label: string; readonly campaigns: string; readonly create: string };
  readonly status: Readonly<Record<CampaignStatus | 'UNKNOWN', string>>;
  readonly types: Readonly<Record<CampaignType, string>>;
  readonly people: (count: number) => string;
  readonly list: ListTexts;
  readonly campaign: CampaignTexts;
  readonly control: ControlTexts;
  readonly progress: ProgressTexts;
  readonly contacts: ContactTexts;
  readonly results: ResultTexts;
}

export interface ListTexts {
  readonly title: string;
  readonly search: string;
  readonly operation: string;
  readonly status: string;
  readonly anyStatus: string;
  readonly columns: {
    readonly campaign: string;
    readonly status: string;
    readonly progress: string;
  };
  readonly noProgress: string;
  readonly progressFailed: string;
  readonly none: string;
  readonly noMatch: string;
  readonly shown: (shown: number, total: number) => string;
  readonly more: string;
  readonly failed: string;
  readonly readAt: (time: string) => string;
  readonly outdated: (time: string) => string;
}

export interface CampaignTexts {
  readonly title: string;
  readonly failed: string;
  readonly notFound: NoticeText;
  readonly back: string;
  readonly id: string;
  readonly type: string;
  readonly skill: string;
  readonly description: string;
  readonly contactCount: string;
  readonly speed: string;
  readonly lastUsedAt: string;
}

export interface ControlTexts {
  readonly label: string;
  readonly start: string;
  readonly stop: string;
  /** Shown if a start is asked for while the campaign is read again. */
  readonly reading: string;
  readonly starting: string;
  readonly stopping: string;
  readonly started: (name: string, changed: boolean) => string;
  readonly stopped: (name: string, changed: boolean) => string;
  /** Question of the confirmation, with the name and the count that are sent. */
  readonly confirm: (name: string, count: number) => string;
  readonly confirmText: string;
  readonly confirmStart: string;
  readonly cancel: string;
  /** Shown above the question after a conflict. */
  readonly changed: (beforeName: string, beforeCount: number, name: string, count: number) => string;
  readonly empty: NoticeText;
  readonly noCount: NoticeText;
}

export interface ProgressTexts {
  readonly title: string;
  readonly of: (name: string) => string;
  readonly done: (done: number, total: number) => string;
  readonly percent: (percent: number) => string;
  readonly finished: string;
  readonly figures: Readonly<Record<ProgressFigure, string>>;
  readonly readAt: (time: string) => string;
  readonly live: string;
  readonly polling: string;
  readonly notOnBoard: string;
  readonly failed: string;
}

export type ProgressFigure =
  'dialed' | 'pending' | 'answered' | 'unanswered' | 'busyOrFailed' | 'answeringMachines' | 'hits' | 'callsPerMinute';

export interface ContactTexts {
  readonly title: string;
  readonly intro: string;
  readonly paste: string;
  readonly pasteHint: string;
  readonly takeTyped: string;
  readonly pasted: (rows: number) => string;
  readonly noHeader: (columns: readonly string[]) => string;
  readonly unused: (columns: readonly string[]) => string;
  readonly tooMany: (taken: number, all: number) => string;
  readonly table: string;
  readonly row: string;
  readonly cell: (row: number, column: string) => string;
  readonly columns: Readonly<Record<ColumnName, string>>;
  readonly phone: (nth: number) => string;
  readonly optionalField: (nth: number) => string;
  readonly addRow: string;
  readonly removeRow: (row: number) => string;
  readonly clear: string;
  readonly send: (count: number) => string;
  readonly sendIn: (count: number, seconds: number) => string;
  readonly sending: string;
  readonly noRows: string;
  readonly rowError: (row: number, message: string) => string;
  readonly wrongRows: (count: number) => string;
  readonly problems: {
    readonly noId: string;
    readonly sameId: (row: number) => string;
    readonly noPhone: string;
    readonly shortened: string;
  };
  readonly added: (count: number) => string;
  readonly notAdded: (count: number) => string;
  /** `count` contacts without a known outcome. */
  readonly unclear: (count: number) => string;
  readonly before: string;
  readonly running: (name: string, count: number) => string;
  readonly runningText: string;
  readonly runningConfirm: string;
  readonly runningCancel: string;
  readonly unknown: {
    readonly again: string;
    readonly againIn: (seconds: number) => string;
    readonly againHint: string;
    readonly still: string;
    readonly look: (customerId: string) => string;
    readonly looking: string;
    readonly lookFailed: string;
    readonly found: (customerId: string) => string;
    readonly notFound: (customerId: string) => string;
    readonly whenKnown: string;
    readonly there: string;
    readonly notThere: string;
  };
}

export interface ResultTexts {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly clock: (timeZone: string) => string;
  readonly show: string;
  readonly loading: string;
  readonly cost: string;
  readonly failed: string;
  readonly none: string;
  readonly noneYet: string;
  readonly shown: (count: number) => string;
  readonly more: string;
  readonly moreBehind: string;
  readonly incomplete: NoticeText;
  readonly chart: string;
  readonly chartOf: (count: number) => string;
  readonly columns: {
    readonly at: string;
    readonly customer: string;
    readonly phone: string;
    readonly result: string;
    readonly attempts: string;
    readonly agent: string;
    readonly comments: string;
  };
  readonly outcomes: Readonly<Record<DialResult | 'OTHER', string>>;
}
