import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import type { BuiltGraphiql } from '../explorer/graphiql-file.js';
import { graphiqlHeaders } from './security-headers.js';
import { addVary } from './vary.js';

/** Sends the GraphiQL page, or 304 if the browser has it. */
export async function sendGraphiql(
  { gzipped, script, etag }: BuiltGraphiql,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const tag = `W/"${etag}"`;
  addVary(reply, 'accept-encoding');
  // Cached by browsers, revalidated each time.
  void reply.headers(graphiqlHeaders(script)).headers({ 'cache-control': 'no-cache', etag: tag });
  if (request.headers['if-none-match']?.includes(tag) === true) return reply.code(304).send();
  void reply.header('content-type', 'text/html; charset=utf-8');
  const { 'accept-encoding': accepted = '' } = request.headers;
  const encoding = new Negotiator({ headers: { 'accept-encoding': accepted } }).encoding(['gzip', 'identity']);
  if (encoding === 'gzip') return reply.header('content-encoding', 'gzip').send(gzipped);
  return reply.send(await decompress(gzipped));
}

/** Decompresses once. All responses share the buffer, because each stays in memory until it is read. */
function decompress(gzipped: Buffer): Promise<Buffer> {
  const known = decompressed.get(gzipped) ?? promisify(gunzip)(gzipped);
  decompressed.set(gzipped, known);
  return known;
}

const decompressed = new WeakMap<Buffer, Promise<Buffer>>();
