import type { productionSbom } from './sbom.js';

export interface Licence {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, or `none`. */
  readonly licence: string;
}

/** The packages of production by name and version. */
export function productionLicences(sbom?: ReturnType<typeof productionSbom>): Licence[];

/** The text of dist/licences.md. */
export function licencesAsMarkdown(licences?: readonly Licence[]): Promise<string>;
