import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import type { BuiltGraphiql } from '../../explorer/graphiql-file.js';
import { graphiqlHeaders } from './security-headers.js';
import { addVary } from './vary.js';

/** Answers a request for a page with GraphiQL's; a browser that has it is told so. */
export async function sendGraphiql(
  { gzipped, script, etag }: BuiltGraphiql,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const tag = `W/"${etag}"`;
  addVary(reply, 'accept-encoding');
  // Kept, but asked for each time.
  void reply.headers(graphiqlHeaders(script)).headers({ 'cache-control': 'no-cache', etag: tag });
  if (request.headers['if-none-match']?.includes(tag) === true) return reply.code(304).send();
  void reply.header('content-type', 'text/html; charset=utf-8');
  const { 'accept-encoding': accepted = '' } = request.headers;
  const encoding = new Negotiator({ headers: { 'accept-encoding': accepted } }).encoding(['gzip', 'identity']);
  if (encoding === 'gzip') return reply.header('content-encoding', 'gzip').send(gzipped);
  return reply.send(await unpack(gzipped));
}

/** One copy for all who read it: each of their own would be held for as long as it is not read. */
function unpack(gzipped: Buffer): Promise<Buffer> {
  const known = unpacked.get(gzipped) ?? promisify(gunzip)(gzipped);
  unpacked.set(gzipped, known);
  return known;
}

const unpacked = new WeakMap<Buffer, Promise<Buffer>>();
