import type { Id } from '../domain/id.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface MoveHoldsCall extends EventCall {
  from: Id;
  to: Id;
}

/** @returns how many holds changed hands, sold ones included. None while the inventory is lost. Safe to repeat. */
export const moveHoldsScript: ScriptContract<MoveHoldsCall, number> = {
  name: 'move-holds',
  words: ['MOVED', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ from, to }, seen) => [seen.epoch, seen.version, from, to],
  decode: (reply) => (reply.word === 'MOVED' ? reply.integer() : 0),
  closed: 0,
};
