import type { ExtendOutcome } from '../domain/hold.js';
import type { EventCall, ScriptContract } from './script.contract.js';
import type { ExtendRequest } from '../domain/inventory.js';
import { decodeHeld } from './hold.script.js';
import { draftKeys, operationKey } from './keys.js';

/** Moves a selection's deadline. A hold of a lost inventory is gone. Safe to repeat with the same operation. */
export const extendHoldScript: ScriptContract<ExtendRequest & EventCall, ExtendOutcome> = {
  name: 'extend-hold',
  words: ['HELD', 'NO_EXTENSIONS', 'IN_PAYMENT', 'GONE', 'CONFLICT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash)],
  args: ({ address, buyer, operation, extensionMs, maxExtensions }, seen) => [
    seen.epoch,
    seen.version,
    address.epoch,
    address.serial,
    address.secret,
    buyer,
    operation.hash,
    operation.input,
    extensionMs,
    maxExtensions,
  ],
  decode(reply, call) {
    if (reply.word === 'HELD') return decodeHeld(reply, call.eventId);
    if (reply.word === 'IN_PAYMENT') return { kind: 'IN_PAYMENT', orderNo: reply.text() };
    if (reply.word === 'CLOSED') return { kind: 'GONE' };
    return { kind: reply.word as 'NO_EXTENSIONS' | 'GONE' | 'CONFLICT' };
  },
  closed: { kind: 'GONE' },
};
