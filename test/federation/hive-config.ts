import { createContext, runInContext } from 'node:vm';

import type { GatewayConfigSupergraph } from '@graphql-hive/gateway-runtime';
import ts from 'typescript';

import { blocksOf, read, section } from '../support/documents.js';

export type HiveConfig = Omit<GatewayConfigSupergraph, 'supergraph'> & {
  /** Configuration types of the gateway's program, beyond its runtime. */
  readonly jwt?: unknown;
};

const [jwt = '', router = ''] = blocksOf(
  section(read('docs/guides/federation.md'), '## Configure Hive Gateway'),
).flatMap(({ language, code }) => (language === 'ts' ? code : []));

/** The files that docs/guides/federation.md shows. */
export const HIVE_CONFIGS = { jwt, router } as const;

/** Runs a file of docs/guides/federation.md in an environment, and returns its configuration. */
export function hiveConfig(mode: keyof typeof HIVE_CONFIGS, env: Readonly<Record<string, string>> = {}): HiveConfig {
  const { outputText } = ts.transpileModule(HIVE_CONFIGS[mode], {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const gateway = {
    defineConfig: (config: unknown) => config,
    createRemoteJwksSigningKeyProvider: (options: unknown) => options,
  };
  const exports: { gatewayConfig?: HiveConfig } = {};
  runInContext(outputText, createContext({ exports, process: { env }, require: () => gateway }));
  if (exports.gatewayConfig === undefined) throw new Error('The file exports no gatewayConfig.');
  return exports.gatewayConfig;
}
