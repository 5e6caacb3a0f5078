import type { GiveBackOutcome } from '../domain/hold.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface GiveBackCall extends EventCall {
  orderNo: string;
}

/**
 * Frees what an order that the ledger gave up still holds. Safe to repeat. ABSENT also while the inventory is lost: the ledger is
 * already without the order, so the rebuild leaves it out; one that a rebuild in flight still loads is named by expire-holds later.
 */
export const giveBackScript: ScriptContract<GiveBackCall, GiveBackOutcome> = {
  name: 'give-back',
  words: ['GIVEN_BACK', 'ABSENT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ orderNo }, seen) => [seen.epoch, seen.version, orderNo],
  decode: (reply) => ({ kind: reply.word === 'GIVEN_BACK' ? 'GIVEN_BACK' : 'ABSENT' }),
  closed: { kind: 'ABSENT' },
};
