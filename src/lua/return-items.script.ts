import type { ReturnOutcome } from '../domain/hold.js';
import type { ReturnRequest } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import { type ScriptContract, unitArguments } from './script.contract.js';

/** Takes refunded units off a sold order. Safe to repeat for ever. */
export const returnItemsScript: ScriptContract<ReturnRequest, ReturnOutcome> = {
  name: 'return-items',
  words: ['DONE', 'ABSENT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ orderNo, to, seats, left }, seen) => [seen.epoch, seen.version, orderNo, to, ...unitArguments(seats, left)],
  decode: (reply) => (reply.word === 'CLOSED' ? { kind: 'CLOSED', reason: 'RECOVERING' } : { kind: reply.word as 'DONE' | 'ABSENT' }),
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};
