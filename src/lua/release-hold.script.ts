import type { ReleaseOutcome } from '../domain/hold.js';
import type { HoldAction } from '../domain/inventory.js';
import { draftKeys, operationKey } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** Gives a selection back. A hold of a lost inventory is gone. Safe to repeat with the same operation. */
export const releaseHoldScript: ScriptContract<HoldAction & EventCall, ReleaseOutcome> = {
  name: 'release-hold',
  words: ['RELEASED', 'IN_PAYMENT', 'GONE', 'CONFLICT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash)],
  args: ({ address, buyer, operation }, seen) => [
    seen.epoch,
    seen.version,
    address.epoch,
    address.serial,
    address.secret,
    buyer,
    operation.hash,
    operation.input,
  ],
  decode(reply) {
    if (reply.word === 'IN_PAYMENT') return { kind: 'IN_PAYMENT', orderNo: reply.text() };
    if (reply.word === 'CLOSED') return { kind: 'GONE' };
    return { kind: reply.word as 'RELEASED' | 'GONE' | 'CONFLICT' };
  },
  closed: { kind: 'GONE' },
};
