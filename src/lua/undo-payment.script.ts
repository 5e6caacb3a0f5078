import type { GiveBackOutcome, HoldAddress } from '../domain/hold.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface UndoPaymentCall extends EventCall {
  address: HoldAddress;
  orderNo: string;
}

/** PAYING → SELECTING, after a definite refusal by the ledger. Safe to repeat. */
export const undoPaymentScript: ScriptContract<UndoPaymentCall, GiveBackOutcome> = {
  name: 'undo-payment',
  words: ['GIVEN_BACK', 'ABSENT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ address, orderNo }, seen) => [seen.epoch, seen.version, address.epoch, address.serial, orderNo],
  decode: (reply) => ({ kind: reply.word === 'GIVEN_BACK' ? 'GIVEN_BACK' : 'ABSENT' }),
  closed: { kind: 'ABSENT' },
};
