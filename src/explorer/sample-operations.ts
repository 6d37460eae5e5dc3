import { readdirSync, readFileSync } from 'node:fs';

/** Document of schema/operations with its variables. */
export interface SampleOperation {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

const FOLDER = new URL('../../schema/operations/', import.meta.url);
const DOCUMENT = '.graphql';
const FIRST = 'CreateCampaign';

const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8').trim();

const readSampleOperation = (name: string): SampleOperation => ({
  document: read(`${name}${DOCUMENT}`),
  variables: JSON.parse(read(`${name}.variables.json`)) as Record<string, unknown>,
});

/** Operation that the explorers open with and that the demo shows as a curl command. */
export const SAMPLE_OPERATION = readSampleOperation(FIRST);

/** Returns all sample operations: SAMPLE_OPERATION first, then by name. */
export function sampleOperations(): readonly SampleOperation[] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(DOCUMENT))
    .map((file) => file.slice(0, -DOCUMENT.length));
  const remaining = names.filter((name) => name !== FIRST).sort();
  return [SAMPLE_OPERATION, ...remaining.map(readSampleOperation)];
}
