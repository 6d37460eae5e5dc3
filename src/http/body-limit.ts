import { Transform, type Readable } from 'node:stream';

import type { preParsingHookHandler } from 'fastify';

import type { Identity } from '../auth/identity.js';
import { badRequest, HttpErrorException } from './http-errors.js';
import type { HttpSettings } from './http-settings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** true: the caller may add contacts, so its body may exceed the usual limits. */
    mayHaveLargeBody: boolean;
  }
}

/** Sizes of request bodies. */
export type BodySizes = Pick<HttpSettings, 'bodyBytes' | 'uploadBytes'>;

/** Largest body of any request. */
export const largestBody = ({ bodyBytes, uploadBytes }: BodySizes): number => Math.max(bodyBytes, uploadBytes);

/**
 * Rejects a body that is too large, before it is read. The limit is larger for callers who may add contacts. The operation is not known
 * before the body is parsed, so `largeBody` of Apollo then rejects any other mutation. A body without a length has the usual limit,
 * because memory for the largest body would have to be reserved for it.
 */
export const limitBody =
  (sizes: BodySizes): preParsingHookHandler =>
  (request, _reply, payload, done) => {
    const { identity, headers } = request;
    request.mayHaveLargeBody = identity !== null && mayAddContacts(identity);
    if (headers['transfer-encoding'] !== undefined) {
      done(null, limited(payload as Readable, sizes.bodyBytes));
      return;
    }
    const isLarge = request.mayHaveLargeBody && sizes.uploadBytes > sizes.bodyBytes;
    const length = Number(headers['content-length'] ?? 0);
    if (length <= (isLarge ? sizes.uploadBytes : sizes.bodyBytes)) done();
    else done(isLarge ? tooLarge(sizes.uploadBytes, 'LIMIT_UPLOAD_BYTES') : tooLarge(sizes.bodyBytes));
  };

const mayAddContacts = ({ scopes, mayDial }: Identity): boolean => scopes.has('contacts') && mayDial;

/** Error of a body that is larger than a limit. `setting` is the variable of the limit. */
export const tooLarge = (bytes: number, setting = 'LIMIT_BODY_BYTES'): HttpErrorException =>
  new HttpErrorException(413, badRequest(`The body is larger than ${bytes} bytes (${setting}).`));

/** Returns the stream, which fails if it is longer than this. The rest is read and dropped, so that the client gets the response. */
function limited(source: Readable, bytes: number): Readable {
  let received = 0;
  const target = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received <= bytes) {
        done(null, chunk);
        return;
      }
      source.unpipe(target);
      source.resume();
      done(tooLarge(bytes));
    },
  });
  source.once('error', (error) => target.destroy(error));
  return source.pipe(target);
}
