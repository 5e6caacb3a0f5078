import type { IncomingMessage } from 'node:http';
import { AisleError } from '../errors/aisle-error.js';

/** A request that cannot be read; `httpStatus` says why in HTTP's words. */
export class BodyError extends AisleError {
  readonly httpStatus: 400 | 405 | 413 | 415;

  constructor(httpStatus: 400 | 405 | 413 | 415, message: string) {
    super('BAD_USER_INPUT', message);
    this.httpStatus = httpStatus;
  }
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?([^";\s]+)"?\s*)?(?:;.*)?$/i;

/** @throws BodyError 415 for anything but JSON in UTF-8. */
export function checkJsonType(request: IncomingMessage): void {
  const match = JSON_TYPE.exec(request.headers['content-type'] ?? '');
  if (match === null) throw new BodyError(415, 'The body must be application/json.');
  const charset = match[1]?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw new BodyError(415, 'The body must be UTF-8.');
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new BodyError(415, 'The body must not be compressed.');
}

/** @returns the length that the request announces, or null. */
export function announcedLength(request: IncomingMessage): number | null {
  const header = request.headers['content-length'];
  return header === undefined ? null : Number(header);
}

/**
 * Reads the body up to `limit` bytes.
 * @throws BodyError 413 as soon as it is longer; the rest stays unread.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLong = () => new BodyError(413, `The body may have ${limit} bytes.`);
  if ((announcedLength(request) ?? 0) > limit) return Promise.reject(tooLong());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      request.removeAllListeners('data');
      reject(tooLong());
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', (cause) => reject(new BodyError(400, `The body broke off: ${cause.message}`)));
    // Every request closes once; an error is made only for one that did so too early.
    request.once('close', () => {
      if (!request.complete) reject(new BodyError(400, 'The body broke off.'));
    });
  });
}

/** @throws BodyError 400 for text that is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BodyError(400, 'The body is not JSON.');
  }
}
