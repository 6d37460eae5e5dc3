import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import type { GraphiqlPage } from './graphiql.js';

/** Built GraphiQL page. */
export interface BuiltGraphiql {
  readonly gzipped: Buffer;
  /** Hash of its only script, for the content security policy. */
  readonly script: string;
  /** Unique for each page content. */
  readonly etag: string;
}

// The same folder from src, which tests use, and from dist.
const FOLDER = new URL('../../dist/explorer/', import.meta.url);
const PAGE = new URL('graphiql.html.gz', FOLDER);
const METADATA = new URL('graphiql.json', FOLDER);

/** Writes the page at build time. Its source packages are not installed in production. */
export async function writeGraphiql({ html, script }: GraphiqlPage): Promise<void> {
  const etag = createHash('sha256').update(html).digest('base64url').slice(0, 22);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(PAGE, gzipSync(html, { level: 9 }));
  await writeFile(METADATA, JSON.stringify({ script, etag }));
}

/** Rejects if the page was not built. */
export async function readGraphiql(): Promise<BuiltGraphiql> {
  const [gzipped, about] = await Promise.all([readFile(PAGE), readFile(METADATA, 'utf8')]).catch((cause: unknown) => {
    throw new Error('The page of EXPLORER=graphiql is not there: npm run build makes it.', { cause });
  });
  return { gzipped, ...(JSON.parse(about) as Pick<BuiltGraphiql, 'script' | 'etag'>) };
}
