import type { StateConflictReason, WolkvoxErrorCode } from '@wolkvox-graphql/client';

/** What happened, and what to do. */
export interface NoticeText {
  readonly title: string;
  readonly text: string;
}

export type Refusal = Extract<WolkvoxErrorCode, 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT'>;
export type Unavailability = Extract<WolkvoxErrorCode, 'MAINTENANCE' | 'UNREACHABLE'>;

/** Failures of every action. A sentence of `ActionTexts.nothing` precedes each text. */
export interface FailureTexts {
  readonly busy: (seconds: number) => NoticeText;
  readonly inProgress: (seconds: number) => NoticeText;
  readonly quota: (resetsAt: string) => NoticeText;
  readonly unavailable: Readonly<Record<Unavailability, NoticeText>>;
  readonly conflicts: Readonly<Record<StateConflictReason, NoticeText>>;
  readonly newer: NoticeText;
  readonly notAllowed: NoticeText;
  readonly support: NoticeText;
  /** The server's message replaces the text, because it names the limit. */
  readonly limit: NoticeText;
  readonly later: NoticeText;
  readonly upstreamMessage: string;
  readonly forSupport: string;
  readonly errorId: string;
}

/** What the user can do on the desk. */
export type Action = 'create' | 'add' | 'start' | 'stop';

/** Texts of one action. */
export interface ActionTexts {
  /** Sentence that nothing was done. */
  readonly nothing: string;
  readonly invalid: (count: number) => string;
  readonly refused: Readonly<Record<Refusal, NoticeText>>;
  /** Complete texts, because the outcome is unknown. */
  readonly unknown: NoticeText;
  readonly keyConflict: NoticeText;
  readonly network: NoticeText;
  readonly failed: NoticeText;
}

/** Failures of reads. The place has its own title. */
export interface ReadFailureTexts {
  readonly busy: string;
  readonly quota: (resetsAt: string) => string;
  readonly maintenance: string;
  readonly unreachable: string;
  readonly notAllowed: string;
  readonly support: string;
  readonly later: string;
  readonly network: string;
}
