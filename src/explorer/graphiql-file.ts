import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import type { GraphiqlPage } from './graphiql.js';

/** GraphiQL's page as the server has it. */
export interface BuiltGraphiql {
  readonly gzipped: Buffer;
  /** The hash of its only script, as a content security policy names it. */
  readonly script: string;
  /** Another one for every other page. */
  readonly etag: string;
}

// The same from src, where tests run, as from dist.
const FOLDER = new URL('../../dist/explorer/', import.meta.url);
const PAGE = new URL('graphiql.html.gz', FOLDER);
const ABOUT = new URL('graphiql.json', FOLDER);

/** At build time, once: what the page is made of is not there in production. */
export async function writeGraphiql({ html, script }: GraphiqlPage): Promise<void> {
  const etag = createHash('sha256').update(html).digest('base64url').slice(0, 22);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(PAGE, gzipSync(html, { level: 9 }));
  await writeFile(ABOUT, JSON.stringify({ script, etag }));
}

/** Rejects where there has been no build. */
export async function readGraphiql(): Promise<BuiltGraphiql> {
  const [gzipped, about] = await Promise.all([readFile(PAGE), readFile(ABOUT, 'utf8')]).catch((cause: unknown) => {
    throw new Error('The page of EXPLORER=graphiql is not there: npm run build makes it.', { cause });
  });
  return { gzipped, ...(JSON.parse(about) as Pick<BuiltGraphiql, 'script' | 'etag'>) };
}
