import type { BlockOutcome } from '../domain/hold.js';
import { decodeBlocked, type BlockCall } from './block.script.js';
import { draftKeys, operationKey } from './keys.js';
import { type ScriptContract, unitArguments } from './script.contract.js';

/** Puts blocked seats and places back on sale. Safe to repeat. */
export const unblockScript: ScriptContract<BlockCall, BlockOutcome> = {
  name: 'unblock',
  words: ['DONE', 'SHORT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash)],
  args: (call, seen) => [seen.epoch, seen.version, call.operation.hash, call.operation.input, ...unitArguments(call.seats, call.places)],
  decode: decodeBlocked,
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};
