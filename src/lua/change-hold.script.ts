import type { ChangeOutcome } from '../domain/hold.js';
import type { ChangeRequest } from '../domain/inventory.js';
import { decodeHeld, decodeRefusal } from './hold.script.js';
import { draftKeys, operationKey } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** Adds and drops in one step. A hold of a lost inventory is gone. Safe to repeat with the same operation. */
export const changeHoldScript: ScriptContract<ChangeRequest & EventCall, ChangeOutcome> = {
  name: 'change-hold',
  words: ['HELD', 'UNAVAILABLE', 'STRANDS', 'SHORT', 'LIMIT', 'CLOSED', 'IN_PAYMENT', 'GONE', 'CONFLICT', 'BEHIND', 'INVALID'],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash)],
  args: ({ address, buyer, operation, orphanRule, addSeats, dropSeats, places }, seen) => [
    seen.epoch,
    seen.version,
    address.epoch,
    address.serial,
    address.secret,
    buyer,
    operation.hash,
    operation.input,
    orphanRule === true ? 1 : 0,
    addSeats.length,
    dropSeats.length,
    ...[...addSeats, ...dropSeats].flatMap(({ index, tier }) => [index, tier]),
    ...places.flatMap(({ tier, quantity }) => [tier, quantity]),
  ],
  decode(reply, call) {
    if (reply.word === 'HELD') return decodeHeld(reply, call.eventId);
    if (reply.word === 'IN_PAYMENT') return { kind: 'IN_PAYMENT', orderNo: reply.text() };
    const refusal = decodeRefusal(reply);
    if (refusal?.kind === 'CLOSED' && refusal.reason === 'RECOVERING') return { kind: 'GONE' };
    return refusal ?? { kind: reply.word as 'GONE' | 'CONFLICT' };
  },
  closed: { kind: 'GONE' },
};
