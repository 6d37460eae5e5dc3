export interface MadeCampaign {
  readonly id: string;
  readonly name: string;
  readonly arrivedAt: number;
}
export interface MadeRequest {
  readonly key: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly word: string;
  readonly id?: string;
  readonly hint?: string;
}
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly most: number;
}
export function nameOf(key: string): string;
export function judge(seen: {
  readonly operations: readonly { readonly campaigns: readonly MadeCampaign[]; readonly peak: number }[];
  readonly requests: readonly MadeRequest[];
  readonly results: ReadonlyMap<string, string>;
}): {
  readonly made: ReadonlyMap<string, readonly MadeCampaign[]>;
  readonly checks: readonly Check[];
  readonly examples: readonly object[];
};
