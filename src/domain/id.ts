import { drawRandom } from './random-stock.js';

/**
 * Ids are UUIDv7 (RFC 9562 §5.7), minted by the application: time-ordered, so that index pages stay warm, with 74 random
 * bits, so that they cannot be guessed. PostgreSQL 15 has no `uuidv7()`, and an id must exist before its statement runs.
 */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns 96 random bits as 16 characters of base64url, as holds have them in their ids. */
export function newSecret(): string {
  return drawRandom(12, (bytes, at) => bytes.toString('base64url', at, at + 12));
}

/** @returns a fresh id. Two calls never return the same one. */
export function newId(nowMs: number = Date.now()): Id {
  return drawRandom(16, (bytes, at) => {
    bytes.writeUIntBE(nowMs, at, 6);
    bytes[at + 6] = (bytes[at + 6]! & 0x0f) | 0x70;
    bytes[at + 8] = (bytes[at + 8]! & 0x3f) | 0x80;
    return idOf(bytes, at);
  });
}

/** Where ids are written before they are texts: put together of parts, a text would be a chain of twenty small ones. */
const written = Buffer.alloc(36, '-');
const DIGITS = Buffer.from('0123456789abcdef');
/** Where in its text each byte of an id is. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** @returns the id that 16 bytes stand for, from `at` on */
export function idOf(bytes: Uint8Array, at = 0): Id {
  for (let next = 0; next < 16; next += 1) {
    const byte = bytes[at + next]!;
    written[PLACES[next]!] = DIGITS[byte >> 4]!;
    written[PLACES[next]! + 1] = DIGITS[byte & 15]!;
  }
  return written.toString('latin1');
}

/** Whether the text has the shape of an id. Anything else names nothing: callers answer as for an id that does not exist. */
export function isId(text: string): text is Id {
  return UUID.test(text);
}
