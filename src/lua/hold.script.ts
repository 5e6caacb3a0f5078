import type { Closed, HoldOutcome, SaleClosedReason } from '../domain/hold.js';
import type { HoldRequest } from '../domain/inventory.js';
import { draftKeys, operationKey } from './keys.js';
import { unpackHold } from './packed-hold.js';
import { blockArguments, RECOVERING, type ScriptContract, unitArguments } from './script.contract.js';
import type { ScriptReply } from './script.reply.js';

/** Holds seats and places, all or nothing. Safe to repeat with the same operation. */
export const holdScript: ScriptContract<HoldRequest, HoldOutcome> = {
  name: 'hold',
  words: [
    'HELD',
    'UNAVAILABLE',
    'NO_BLOCK',
    'STRANDS',
    'SHORT',
    'LIMIT',
    'CLOSED',
    'NOT_ADMITTED',
    'GONE',
    'CONFLICT',
    'BEHIND',
    'INVALID',
  ],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash), keys.admissions],
  args: (call, seen) => [
    seen.epoch,
    seen.version,
    call.buyer,
    call.operation.hash,
    call.operation.input,
    call.secret,
    call.holdMs,
    call.gate === null ? 0 : 1,
    call.gate?.admission ?? '',
    call.orphanRule === true ? 1 : 0,
    ...blockArguments(call.candidates),
    ...unitArguments(call.seats, call.places),
  ],
  decode: (reply, call) =>
    reply.word === 'HELD'
      ? decodeHeld(reply, call.eventId)
      : (decodeRefusal(reply) ?? { kind: reply.word as 'NO_BLOCK' | 'NOT_ADMITTED' | 'GONE' | 'CONFLICT' }),
  closed: RECOVERING,
};

/** HELD epoch version nowMs serial record repeated */
export function decodeHeld(reply: ScriptReply, eventId: string): Extract<HoldOutcome, { kind: 'HELD' }> {
  const cursor = { epoch: reply.integer(), version: reply.integer() };
  const nowMs = reply.integer();
  const serial = reply.integer();
  const hold = unpackHold(reply.text(), { eventId, epoch: cursor.epoch, serial, nowMs });
  return { kind: 'HELD', hold, cursor, repeated: reply.integer() === 1 };
}

export type UnitsRefused = Extract<HoldOutcome, { kind: 'UNAVAILABLE' | 'STRANDS' | 'SHORT' | 'LIMIT' | 'CLOSED' }>;

/** What stands against holding units, for every script that says it; null for another word. */
export function decodeRefusal(reply: ScriptReply): UnitsRefused | null {
  switch (reply.word) {
    case 'UNAVAILABLE': {
      const cursor = { epoch: reply.integer(), version: reply.integer() };
      return { kind: 'UNAVAILABLE', taken: reply.integers(), cursor };
    }
    case 'STRANDS':
      return decodeAfterCursor(reply, () => ({ kind: 'STRANDS', stranded: reply.integers() }));
    case 'SHORT':
      return decodeAfterCursor(reply, () => ({ kind: 'SHORT', tier: reply.integer(), available: reply.integer() }));
    case 'LIMIT':
      return decodeAfterCursor(reply, () => ({ kind: 'LIMIT', limit: reply.integer(), inUse: reply.integer() }));
    case 'CLOSED':
      return decodeClosed(reply);
    default:
      return null;
  }
}

function decodeAfterCursor<T>(reply: ScriptReply, decode: () => T): T {
  reply.integer();
  reply.integer();
  return decode();
}

function decodeClosed(reply: ScriptReply): Closed {
  const reason = reply.text() as SaleClosedReason;
  const opensAtMs = reply.integer();
  return { kind: 'CLOSED', reason, opensAtMs: opensAtMs === 0 ? null : opensAtMs };
}
