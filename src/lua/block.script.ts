import type { BlockOutcome } from '../domain/hold.js';
import type { BlockRequest, OperationId } from '../domain/inventory.js';
import { decodeRefusal } from './hold.script.js';
import { draftKeys, operationKey } from './keys.js';
import { type ScriptContract, unitArguments } from './script.contract.js';
import type { ScriptReply } from './script.reply.js';

/** An operation for certain: without one, the repeat after an unknown outcome would move places twice. */
export type BlockCall = BlockRequest & { operation: OperationId };

/** Keeps free seats and places from sale. Safe to repeat. */
export const blockScript: ScriptContract<BlockCall, BlockOutcome> = {
  name: 'block',
  words: ['DONE', 'UNAVAILABLE', 'SHORT', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys, call) => [...draftKeys(keys), operationKey(call.eventId, call.operation.hash)],
  args: (call, seen) => [seen.epoch, seen.version, call.operation.hash, call.operation.input, ...unitArguments(call.seats, call.places)],
  decode: decodeBlocked,
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};

export function decodeBlocked(reply: ScriptReply): BlockOutcome {
  const refusal = decodeRefusal(reply);
  if (refusal?.kind === 'UNAVAILABLE' || refusal?.kind === 'SHORT') return refusal;
  return reply.word === 'DONE' ? { kind: 'DONE' } : { kind: 'CLOSED', reason: 'RECOVERING' };
}
