import { randomFillSync } from 'node:crypto';

/**
 * Ids are UUIDv7 (RFC 9562 §5.7), minted by the application: time-ordered, so that index pages stay warm, with 74 random
 * bits, so that they cannot be guessed. PostgreSQL 15 has no `uuidv7()`, and an id must exist before its statement runs.
 */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Random bytes in stock: the kernel is asked for 4 KiB at once, because asking costs more than the bytes. */
const stock = Buffer.alloc(4096);
let used = stock.length;

/** @returns so many random bytes, at most 64, which nobody else gets and which are wiped from the stock */
function takeRandom(count: number): Buffer {
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const bytes = Buffer.from(stock.subarray(used, used + count));
  stock.fill(0, used, used + count);
  used += count;
  return bytes;
}

/** @returns 96 random bits as 16 characters of base64url, as holds have them in their ids. */
export function newSecret(): string {
  return takeRandom(12).toString('base64url');
}

/** @returns a fresh id. Two calls never return the same one. */
export function newId(nowMs: number = Date.now()): Id {
  const bytes = takeRandom(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether the text has the shape of an id. Anything else names nothing: callers answer as for an id that does not exist. */
export function isId(text: string): text is Id {
  return UUID.test(text);
}
