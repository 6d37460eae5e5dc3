import { createContext, runInContext } from 'node:vm';

import type { GatewayConfigSupergraph } from '@graphql-hive/gateway-runtime';
import ts from 'typescript';

import { blocksOf, read, section } from '../support/documents.js';

export type HiveConfig = Omit<GatewayConfigSupergraph, 'supergraph'> & {
  /** What the gateway's own program adds to its runtime. */
  readonly jwt?: unknown;
};

const [jwt = '', router = ''] = blocksOf(section(read('docs/federation.md'), '## Hive Gateway')).flatMap(
  ({ language, code }) => (language === 'ts' ? code : []),
);

/** The texts of the files that docs/federation.md shows. */
export const HIVE_CONFIGS = { jwt, router } as const;

/** Runs a file that docs/federation.md shows, in an environment, and returns what it configures. */
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
