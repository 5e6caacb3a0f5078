import type { MoveHoldsCall } from './move-holds.script.js';
import type { ScriptContract } from './script.contract.js';

/** @returns how many places in line changed hands: 0 or 1. Safe to repeat. */
export const movePlaceScript: ScriptContract<MoveHoldsCall, number> = {
  name: 'move-place',
  words: ['MOVED', 'INVALID'],
  keys: (keys) => [keys.line, keys.admissions, keys.lineDue, keys.gate],
  args: ({ from, to }) => [from, to],
  decode: (reply) => reply.integer(),
};
