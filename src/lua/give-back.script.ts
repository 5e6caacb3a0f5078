import type { GiveBackOutcome } from '../domain/hold.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface GiveBackCall extends EventCall {
  orderNo: string;
}

/** Frees what an order that the ledger gave up still holds. Safe to repeat. */
export const giveBackScript: ScriptContract<GiveBackCall, GiveBackOutcome> = {
  name: 'give-back',
  words: ['GIVEN_BACK', 'ABSENT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ orderNo }, seen) => [seen.epoch, seen.version, orderNo],
  decode(reply) {
    if (reply.word === 'CLOSED') return { kind: 'CLOSED', reason: 'RECOVERING' };
    return { kind: reply.word as 'GIVEN_BACK' | 'ABSENT' };
  },
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};
