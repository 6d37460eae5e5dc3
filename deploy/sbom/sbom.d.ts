export interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

/** CycloneDX. */
export interface Sbom {
  readonly bomFormat: string;
  readonly serialNumber: string;
  readonly metadata: object;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export function productionSbom(): Sbom;
