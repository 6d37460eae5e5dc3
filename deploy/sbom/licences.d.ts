/** What runs in production, by name and version; the licence in SPDX's words, or `none`. */
export function productionLicences(): { readonly name: string; readonly version: string; readonly licence: string }[];

/** The text of docs/licences.md. */
export function licencesAsMarkdown(): Promise<string>;
