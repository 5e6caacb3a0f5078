import { randomBytes } from 'node:crypto';

/**
 * Ids are UUIDv7 (RFC 9562 §5.7), minted by the application: time-ordered, so that index pages stay warm, with 74 random
 * bits, so that they cannot be guessed. PostgreSQL 15 has no `uuidv7()`, and an id must exist before its statement runs.
 */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns a fresh id. Two calls never return the same one. */
export function newId(nowMs: number = Date.now()): Id {
  const bytes = randomBytes(16);
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
