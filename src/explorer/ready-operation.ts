import { readdirSync, readFileSync } from 'node:fs';

/** A document of schema/operations with the variables beside it. */
export interface ReadyOperation {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

const FOLDER = new URL('../../schema/operations/', import.meta.url);
const DOCUMENT = '.graphql';
const FIRST = 'CreateCampaign';

const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8').trim();

const readyOperation = (name: string): ReadyOperation => ({
  document: read(`${name}${DOCUMENT}`),
  variables: JSON.parse(read(`${name}.variables.json`)) as Record<string, unknown>,
});

/** The operation that a newcomer finds ready: in the explorers, and as a curl in the demo. */
export const READY_OPERATION = readyOperation(FIRST);

/** All of them, that one first, then by name. */
export function readyOperations(): readonly ReadyOperation[] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(DOCUMENT))
    .map((file) => file.slice(0, -DOCUMENT.length));
  const others = names.filter((name) => name !== FIRST).sort();
  return [READY_OPERATION, ...others.map(readyOperation)];
}
