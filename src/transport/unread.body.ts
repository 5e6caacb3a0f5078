import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedLength } from './request.body.js';

/** A rest of this size, bytes, costs less to read and drop than a new connection. */
const CHEAP_BYTES = 65_536;
/** What is read and dropped of a larger body, bytes, and for how long, milliseconds. */
const LINGER_BYTES = 33_554_432;
const LINGER_MS = 5000;

/**
 * Ends an answer to a request whose body may not have been read to its end.
 *
 * A connection that is closed with bytes unread is reset, and a reset can reach a client that is still sending before the answer
 * does: it would hear of a broken connection instead of the reason. So what still comes is read and dropped: a small body, after which
 * the connection goes on, or a large one, within bounds, after which it is closed. (RFC 9112, section 9.6.)
 */
export function endUnread(request: IncomingMessage, response: ServerResponse, text: string): void {
  const isBounded = request.headers['transfer-encoding'] === undefined;
  if (request.complete || (isBounded && (announcedLength(request) ?? 0) <= CHEAP_BYTES)) {
    // Node itself drops what is left of a request whose answer has ended.
    response.end(text);
    return;
  }
  response.setHeader('connection', 'close');
  response.setHeader('content-length', Buffer.byteLength(text));
  // Whole for the client, but not ended: with the end, Node would close.
  response.write(text);
  linger(request, () => response.end());
}

function linger(request: IncomingMessage, end: () => void): void {
  let left = LINGER_BYTES;
  const over = (): void => {
    clearTimeout(timer);
    request.off('data', drop);
    end();
  };
  const drop = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) over();
  };
  const timer = setTimeout(over, LINGER_MS);
  request.once('end', over).once('close', over).on('data', drop).resume();
}
