import { keysRepeat, nothingBroken, ordersStay, probesFail } from './answers.pass.js';
import type { EventHistory, Operation } from './history.js';
import { deadlinesOf, deadlinesStay } from './deadline.pass.js';
import { admissionsHold, lineMoves } from './line.pass.js';
import { ledgerJoin } from './ledger.pass.js';
import { fencesGrow, mustExpire, severalAtOnce } from './linear.passes.js';
import { placesAddUp } from './places.pass.js';
import { closedWhenShut, limitHolds } from './sale.pass.js';
import type { SeatOperation } from './seat.model.js';
import { SEARCH_OPTIONS, type SearchOptions, SeatSearch, type SeatVerdict } from './seat.search.js';
import { changesHeard, foldIsMap, versionsGrow } from './watch.pass.js';

/** Something that must not be, in words, with the operations that show it. */
export interface Fault {
  rule: string;
  event: string;
  text: string;
  operations: Operation[];
}

export interface Verdict {
  /** Seats of events: each has a history of its own. */
  histories: number;
  /** Client operations; one on four seats counts once. */
  operations: number;
  unknown: number;
  refused: number;
  undecided: number;
  faults: Fault[];
  /** How long after its deadline a hold still refused somebody, milliseconds; below zero: never. */
  worstAskOverrunMs: number;
  /** How long after its deadline a map still drew it. */
  worstMapOverrunMs: number;
}

const REFUSALS = new Set([
  'UNAVAILABLE',
  'SHORT',
  'LIMIT',
  'GONE',
  'IN_PAYMENT',
  'NO_EXTENSIONS',
  'CLOSED',
  'CONFLICT',
  'FEWER',
  'NOT_ADMITTED',
]);

/** @returns the operations of each seat, as that seat saw them */
export function bySeat(operations: readonly Operation[]): Map<number, SeatOperation[]> {
  const seats = new Map<number, SeatOperation[]>();
  for (const [at, op] of operations.entries()) {
    const known = op.out !== null && op.ret !== null;
    if (!known && op.f === 'read') continue;
    // These judge the buyer or the sale, and say nothing of a seat.
    if (known && ['LIMIT', 'CLOSED', 'CONFLICT', 'MISSING', 'FEWER', 'NOT_ADMITTED'].includes(op.out!.word)) continue;
    for (const seat of seatsOf(op)) {
      const list = seats.get(seat) ?? [];
      if (mayHaveHappened(op)) list.push({ op, at, call: op.call, ret: Infinity, known: false });
      list.push({ op, at, call: op.call, ret: op.ret ?? Infinity, known });
      seats.set(seat, list);
    }
  }
  return seats;
}

/** Every seat that an operation may have been about. */
export function seatsOf({ f, seats, perhaps, change }: Operation): readonly number[] {
  const { add, drop } = f === 'change' ? change! : { add: [], drop: [] };
  return perhaps || f === 'change' ? [...new Set([...seats, ...(perhaps ?? []), ...add, ...drop])] : seats;
}

/**
 * An extension or a change whose reply was cut is sent again by the server, under the same operation: when its hold is over by then the
 * answer is GONE, although the hold was extended, or changed, before.
 */
export function mayHaveHappened({ f, out }: Operation): boolean {
  return (f === 'extend' || f === 'change') && out?.word === 'GONE';
}

/** Judges one event's history: every seat for itself, then what binds several of them. */
export function check(recorded: EventHistory, given: SearchOptions = SEARCH_OPTIONS): Verdict {
  const losses = recorded.shuts.filter(({ epoch }) => epoch !== null);
  const history = { ...recorded, operations: recorded.operations.flatMap((op) => onSeats(op, losses.length > 0)) };
  const { terms } = history;
  const options = { ...given, losses, deadlines: deadlinesOf(history) };
  const { operations } = recorded;
  const seats = bySeat(history.operations);
  const verdicts = Array.from(seats, ([seat, list]) => new SeatSearch(terms, seat, list, options).run());
  const expiry = mustExpire(history, options);
  return {
    histories: seats.size,
    operations: operations.length,
    unknown: operations.filter(({ out }) => out === null).length,
    refused: operations.filter(({ out }) => out !== null && REFUSALS.has(out.word)).length,
    undecided: verdicts.filter(({ kind }) => kind === 'UNDECIDED').length,
    worstAskOverrunMs: expiry.worstAskMs,
    worstMapOverrunMs: expiry.worstMapMs,
    faults: [
      ...verdicts.flatMap((verdict) => faultOf(terms.event, verdict)),
      ...expiry.faults,
      ...severalAtOnce(history, seats, options),
      ...fencesGrow(history),
      ...deadlinesStay(history, options),
      ...placesAddUp(history, options),
      ...ledgerJoin(history),
      ...limitHolds(history, options),
      ...closedWhenShut(history, options),
      ...admissionsHold(history),
      ...lineMoves(history, options),
      ...versionsGrow(history),
      ...changesHeard(history),
      ...foldIsMap(history),
      ...nothingBroken(recorded),
      ...probesFail(recorded),
      ...keysRepeat(recorded),
      ...ordersStay(recorded),
    ],
  };
}

/**
 * An operation as seats saw it: a probe that must fail does nothing to them; a wish that is sent again with its key shows its hold, or, after a
 * loss, is a new one; what was answered with an error may or may not have had its effect.
 */
function onSeats(op: Operation, lost: boolean): Operation[] {
  if (op.f === 'probe') return [];
  const known = op.out?.word === 'BROKEN' ? { ...op, ret: null, out: null } : op;
  if (op.f !== 'again') return [known];
  if (known.out === null && (op.change || !lost)) return [];
  const isOfHold = known.out?.word === 'GONE' || (known.out?.word === 'HELD' && known.out.fence === op.fence);
  return [isOfHold ? known : { ...known, f: 'hold', fence: null, ...op.wish }];
}

/** Adds up the verdicts of many events. */
export function total(verdicts: readonly Verdict[]): Verdict {
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((all, verdict) => all + of(verdict), 0);
  const worst = (of: (verdict: Verdict) => number) => Math.max(-Infinity, ...verdicts.map(of));
  return {
    histories: sum(({ histories }) => histories),
    operations: sum(({ operations }) => operations),
    unknown: sum(({ unknown }) => unknown),
    refused: sum(({ refused }) => refused),
    undecided: sum(({ undecided }) => undecided),
    worstAskOverrunMs: worst(({ worstAskOverrunMs }) => worstAskOverrunMs),
    worstMapOverrunMs: worst(({ worstMapOverrunMs }) => worstMapOverrunMs),
    faults: verdicts.flatMap(({ faults }) => faults),
  };
}

function faultOf(event: string, verdict: SeatVerdict): Fault[] {
  if (verdict.kind !== 'VIOLATION') return [];
  const { seat, stuckAt, state } = verdict;
  const text = `seat ${seat}: no order of its operations is possible; at best it was ${state.tag} for ${state.fence} when one of these had to come next`;
  return [{ rule: 'linearizable', event, text, operations: stuckAt }];
}
