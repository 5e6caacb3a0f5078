import type { ConfirmOutcome } from '../domain/hold.js';
import type { ConfirmRequest } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import { type ScriptContract, unitArguments } from './script.contract.js';

/** Projects a paid order onto the map. Safe to repeat for ever. */
export const confirmHoldScript: ScriptContract<ConfirmRequest, ConfirmOutcome> = {
  name: 'confirm-hold',
  words: ['DONE', 'ALREADY', 'SHORT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: (call, seen) => [
    seen.epoch,
    seen.version,
    call.epoch,
    call.serial,
    call.orderNo,
    call.buyer,
    ...unitArguments(call.seats, call.places),
  ],
  /** @throws on SHORT: paid places that neither are free nor can be made free, so the ledger and the map disagree on a capacity */
  decode(reply, { orderNo }) {
    if (reply.word === 'CLOSED') return { kind: 'CLOSED', reason: 'RECOVERING' };
    reply.integer();
    reply.integer();
    if (reply.word === 'SHORT')
      throw new Error(`order ${orderNo} is paid but its places lack: tier ${reply.integer()} has ${reply.integer()}`);
    return { kind: reply.word as 'DONE' | 'ALREADY', evicted: reply.integers() };
  },
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};
