import type { HoldRecord } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import { unpackHold } from './packed-hold.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface BuyerCall extends EventCall {
  buyer: Id;
}

/** @returns what one buyer selects on or pays for in an event, oldest first; nothing while the inventory is lost. */
export const readBuyerHoldsScript: ScriptContract<BuyerCall, HoldRecord[]> = {
  name: 'read-buyer-holds',
  words: ['HOLDS', 'MISSING', 'INVALID'],
  reads: true,
  keys: (keys) => [keys.meta, keys.holds, keys.buyers],
  args: ({ buyer }) => [buyer],
  decode(reply, { eventId }) {
    const holds: HoldRecord[] = [];
    if (reply.word === 'MISSING') return holds;
    const epoch = reply.integer();
    reply.integer();
    const nowMs = reply.integer();
    while (!reply.done) {
      const serial = reply.integer();
      holds.push(unpackHold(reply.text(), { eventId, epoch, serial, nowMs }));
    }
    return holds;
  },
  closed: [],
};
