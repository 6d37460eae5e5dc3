import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Returns the problems of objects by the Kubernetes API types (kubernetes-types, from its OpenAPI document): unknown
 * and missing fields, wrong types, unknown values. One sentence per problem.
 */
export function problemsOf(
  objects: readonly { readonly kind: string; readonly apiVersion: string; readonly content: object }[],
): string[] {
  // A literal, because the compiler rejects unknown fields only in literals.
  const source = objects
    .map(({ kind, apiVersion, content }, index) => {
      const path = apiVersion.includes('/') ? apiVersion.replace(/\.[^/]*\//, '/') : `core/${apiVersion}`;
      return `export const _${index}: import('kubernetes-types/${path}.js').${kind} = ${JSON.stringify(content, null, 2)};`;
    })
    .join('\n');
  const name = `${ROOT}manifests-as-typescript.ts`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (file) => file === name || disk.fileExists(file);
  host.readFile = (file) => (file === name ? source : disk.readFile(file));
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : disk.getSourceFile(file, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([name], options, host))
    .map(
      ({ messageText, file, start }) =>
        `${file === undefined ? '' : file.text.slice(start, (start ?? 0) + 60).split('\n')[0]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}
