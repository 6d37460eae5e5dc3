/** The packages of production by name and version. The licence is an SPDX expression, or `none`. */
export function productionLicences(): { readonly name: string; readonly version: string; readonly licence: string }[];

/** The text of dist/licences.md. */
export function licencesAsMarkdown(): Promise<string>;
