/** The manifests of deploy/kubernetes, as kustomize combines them. */
import { readFileSync } from 'node:fs';

import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { ConfigMap, Secret, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { parseAllDocuments } from 'yaml';

const FOLDER = new URL('../../deploy/kubernetes/', import.meta.url);

export interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string }[];
  readonly configMapGenerator: readonly { readonly name: string; readonly literals: readonly string[] }[];
}

export interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly content: object;
}

/** Throws if a file is invalid YAML, or YAML that only some parsers accept. */
export function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(new URL(file, FOLDER), 'utf8')).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    const content = document.toJS() as { kind: string; apiVersion: string };
    return { file, content, kind: content.kind, apiVersion: content.apiVersion };
  });
}

export const kustomization = readManifests('kustomization.yaml')[0]?.content as Kustomization;
export const manifests = kustomization.resources.flatMap(readManifests);
export const exampleSecrets = readManifests('example-secrets.yaml').map(({ content }) => content as Secret);

const only = (kind: string): object => {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`There is not one ${kind}.`);
  return found.content;
};
export const deployment = only('Deployment') as Deployment;
export const service = only('Service') as Service;
export const networkPolicy = only('NetworkPolicy') as NetworkPolicy;
export const disruptionBudget = only('PodDisruptionBudget') as PodDisruptionBudget;

/** The config map that the generator creates from its literals. */
export const configMaps: ConfigMap[] = kustomization.configMapGenerator.map(({ name, literals }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: Object.fromEntries(
    literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
  ),
}));

/** The server's variables that are not secret. */
export const variables = configMaps[0]?.data ?? {};
