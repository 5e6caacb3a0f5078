import type { RepairOutcome } from '../domain/hold.js';
import type { RepairRequest, TierCounts } from '../domain/inventory.js';
import { BLOCKED, FREE, SEAT_STATES } from '../domain/seat.js';
import { draftKeys } from './keys.js';
import type { ScriptContract } from './script.contract.js';

/** Compare and set of one seat, or of the counters of one tier. Safe to repeat. */
export const repairScript: ScriptContract<RepairRequest, RepairOutcome> = {
  name: 'repair',
  words: ['DONE', 'CHANGED', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: (request, seen) => [seen.epoch, seen.version, request.epoch, ...whatOf(request)],
  decode: (reply) => (reply.word === 'CLOSED' ? { kind: 'CLOSED', reason: 'RECOVERING' } : { kind: reply.word as 'DONE' | 'CHANGED' }),
  closed: { kind: 'CLOSED', reason: 'RECOVERING' },
};

function whatOf(request: RepairRequest): (string | number)[] {
  if ('seat' in request) {
    const { index, tier, state, owner } = request.seat;
    return ['SEAT', tier, index, SEAT_STATES.indexOf(state), owner, request.to === 'FREE' ? FREE : BLOCKED];
  }
  return ['TIER', request.counts.tier, request.version, ...numbersOf(request.counts), ...numbersOf(request.to)];
}

function numbersOf({ free, held, sold, blocked }: TierCounts): number[] {
  return [free, held, sold, blocked];
}
