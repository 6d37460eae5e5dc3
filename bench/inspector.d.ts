import type { Readable } from 'node:stream';

export declare const INSPECT: string;

export interface Inspector {
  readonly call: (method: string, params?: object) => Promise<Record<string, unknown>>;
  readonly usedAfterCollection: () => Promise<number>;
  readonly countObjects: (prototype: string, fits: string) => Promise<number>;
  readonly close: () => void;
}

export declare function inspect(process: { readonly stderr: Readable }): Promise<Inspector>;
