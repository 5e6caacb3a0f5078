import type { Fault } from './checker.js';
import type { EventHistory, Operation, Terms } from './history.js';
import { blockedBySeat } from './blocked.js';
import { type Possession, possessionsOf } from './possession.js';
import type { ModelOptions, SeatOperation } from './seat.model.js';
import { type SearchOptions, SeatSearch } from './seat.search.js';

/** How long a map may draw a hold after its deadline before that is a fault: the sweeper's second, and a slow machine. */
const MAP_BOUND_MICROS = 10_000_000;
/** Unknown wishes for several seats that are looked into; each costs a search a seat and instant. */
const MOST_FORCED = 50;
const LONGEST_FORCED = 100;
/** Times are whole microseconds. */
const INSIDE = 0.25;

/**
 * Nobody is refused for a hold that was over, and nobody gets a seat that another surely still had.
 * @returns faults, and how long after its deadline a hold still refused or was drawn at worst
 */
export function mustExpire(history: EventHistory, options: ModelOptions): { faults: Fault[]; worstAskMs: number; worstMapMs: number } {
  const faults: Fault[] = [];
  const worst = { ask: -Infinity, map: -Infinity };
  const looks = new Map<number, { op: Operation; asked: boolean }[]>();
  for (const op of history.operations)
    for (const { seat, asked } of seenTaken(op)) looks.set(seat, [...(looks.get(seat) ?? []), { op, asked }]);
  const possessed = possessionsBySeat(history, options);
  const blocked = blockedBySeat(history.operations);
  for (const seat of new Set([...possessed.keys(), ...blocked.keys()])) {
    const possessions = possessed.get(seat) ?? [];
    faults.push(...twiceHeld(history.terms.event, seat, possessions));
    const sorted = [...possessions, ...(blocked.get(seat) ?? [])].toSorted((a, b) => a.perhapsFrom - b.perhapsFrom);
    let next = 0;
    let until = -Infinity;
    for (const { op, asked } of (looks.get(seat) ?? []).toSorted((a, b) => a.op.ret! - b.op.ret!)) {
      while (next < sorted.length && sorted[next]!.perhapsFrom < op.ret!) until = Math.max(until, sorted[next++]!.perhapsUntil);
      if (until === Infinity) break;
      const overrun = op.call - until;
      if (asked) worst.ask = Math.max(worst.ask, overrun);
      else worst.map = Math.max(worst.map, overrun);
      if (overrun <= (asked ? options.askBoundMicros : MAP_BOUND_MICROS)) continue;
      const text = `seat ${seat} was ${asked ? 'refused' : 'drawn as taken'} ${(overrun / 1000).toFixed(1)} ms after the last hold on it was over`;
      faults.push({ rule: 'must expire', event: history.terms.event, text, operations: [op] });
    }
  }
  return { faults, worstAskMs: worst.ask / 1000, worstMapMs: worst.map / 1000 };
}

function seenTaken(op: Operation): { seat: number; asked: boolean }[] {
  if (op.ret === null) return [];
  if (op.out?.word === 'UNAVAILABLE') return op.out.taken!.map((seat) => ({ seat, asked: true }));
  if (op.f !== 'read') return [];
  return op.seats.filter((_, at) => op.out?.states?.[at] === 1).map((seat) => ({ seat, asked: false }));
}

function possessionsBySeat(history: EventHistory, options: ModelOptions): Map<number, Possession[]> {
  const bySeat = new Map<number, Possession[]>();
  for (const possession of possessionsOf(history, options)) {
    for (const seat of possession.seats) {
      const list = bySeat.get(seat);
      if (list) list.push(possession);
      else bySeat.set(seat, [possession]);
    }
  }
  return bySeat;
}

/** Two holds that both had been granted before either can have ended. */
function twiceHeld(event: string, seat: number, possessions: Possession[]): Fault[] {
  const faults: Fault[] = [];
  let holder: Possession | null = null;
  for (const possession of possessions.filter(({ fence }) => fence !== null).toSorted((a, b) => a.surelyFrom - b.surelyFrom)) {
    if (possession.surelyUntil <= possession.surelyFrom) continue;
    if (holder && possession.surelyFrom < holder.surelyUntil) {
      faults.push({ rule: 'held once', event, text: `seat ${seat} was held twice at once`, operations: [holder.grant, possession.grant] });
    }
    if (holder === null || possession.surelyUntil > holder.surelyUntil) holder = possession;
  }
  return faults;
}

/** A wish for several seats is granted whole or not at all, and a change done so, also when nobody was told which. */
export function severalAtOnce(history: EventHistory, seats: Map<number, SeatOperation[]>, options: SearchOptions): Fault[] {
  const { terms, operations } = history;
  const fault = (text: string, op: Operation): Fault => ({ rule: 'all or nothing', event: terms.event, text, operations: [op] });
  const faults = operations.flatMap((op) => {
    const [asked, got] = [unitsExpected(op), unitsTold(op)];
    return asked === null || got === null || asked === got ? [] : [fault(`asked for ${asked}, granted ${got}`, op)];
  });
  const several = operations.filter((op) => op.out === null && movedBy(op).length > 1);
  const short = (op: Operation) => movedBy(op).every((seat) => seats.get(seat)!.length <= LONGEST_FORCED);
  for (const op of several.filter(short).slice(0, MOST_FORCED)) {
    const isPossible = (granted: Operation | null) =>
      movedBy(op).every((seat) => isPossibleOn(terms, seats.get(seat)!, { op, seat, granted }, options));
    if (
      isPossible(null) ||
      instantsOf(op, seats).some(([call, ret]) => isPossible({ ...op, call, ret, out: { word: op.f === 'block' ? 'BLOCKED' : 'HELD' } }))
    )
      continue;
    faults.push(fault(`an unanswered ${op.f === 'hold' ? 'wish' : op.f} took some of its seats only`, op));
  }
  return faults;
}

/** Seats that come to a hold or go from it, or that are blocked. */
function movedBy({ f, seats, change }: Operation): readonly number[] {
  return f === 'hold' || f === 'block' ? seats : f === 'change' ? [...change!.add, ...change!.drop] : [];
}

/** What a hold must have after an operation, as text; null while nobody can tell. */
function unitsExpected({ f, seats, places, perhaps, change }: Operation): string | null {
  if (f === 'hold') return textOf(seats, places);
  if (perhaps !== undefined) return null;
  if (f !== 'change') return textOf(seats, places);
  const kept = places.filter(([tier]) => !change!.places.some(([of]) => of === tier));
  return textOf([...seats.filter((seat) => !change!.drop.includes(seat)), ...change!.add], [...kept, ...change!.places]);
}

/** What an answer says that it has, in the same way; null when it does not say. */
function unitsTold({ f, places, out }: Operation): string | null {
  return out?.got === undefined ? null : textOf(out.got, out.places ?? (f === 'hold' || f === 'again' ? places : []));
}

function textOf(seats: readonly number[], places: readonly (readonly [number, number])[]): string {
  const counted = places.filter(([, quantity]) => quantity > 0).toSorted(([a], [b]) => a - b);
  return `${seats.toSorted((a, b) => a - b).join()} and places ${counted.map(([tier, quantity]) => `${tier}:${quantity}`).join()}`;
}

/**
 * Every stretch of time after an unanswered wish in which nothing else on its seats begins or ends, without its ends: what happens there is
 * after all that has returned. And every instant at which one operation ends and another begins.
 */
function instantsOf(op: Operation, seats: Map<number, SeatOperation[]>): [from: number, to: number | null][] {
  const others = movedBy(op)
    .flatMap((seat) => seats.get(seat)!)
    .filter((one) => one.op !== op);
  const calls = new Set(others.map(({ call }) => call));
  const marks = others.flatMap(({ call, ret }) => [call, ret]).filter((at) => at > op.call && at < Infinity);
  const sorted = [op.call, ...new Set(marks.toSorted((a, b) => a - b))];
  const stretches = sorted.map((from, at): [number, number | null] => [
    from + INSIDE,
    at + 1 < sorted.length ? sorted[at + 1]! - INSIDE : null,
  ]);
  const turns = [...new Set(others.map(({ ret }) => ret))].filter((ret) => ret > op.call && calls.has(ret));
  return [...stretches, ...turns.map((at): [number, number] => [at, at])];
}

/** Is the seat's history possible if this unanswered wish was granted then, or (null) never? */
function isPossibleOn(
  terms: Terms,
  list: SeatOperation[],
  { op, seat, granted }: { op: Operation; seat: number; granted: Operation | null },
  options: SearchOptions,
): boolean {
  const others = list.filter((one) => one.op !== op);
  const forced = granted ? [...others, { op: granted, at: -1, call: granted.call, ret: granted.ret ?? Infinity, known: true }] : others;
  return new SeatSearch(terms, seat, forced, options).run().kind !== 'VIOLATION';
}

/** Fences are given once, and grow: a grant that was over before another began has the lower one, on whatever seats. */
export function fencesGrow({ terms, operations }: EventHistory): Fault[] {
  const faults: Fault[] = [];
  const grants = operations.filter(({ f, out }) => f === 'hold' && out?.word === 'HELD');
  const given = new Map<number, Operation>();
  for (const op of grants) {
    const other = given.get(op.out!.fence!);
    if (other) faults.push({ rule: 'fences', event: terms.event, text: `fence ${op.out!.fence} was given twice`, operations: [other, op] });
    given.set(op.out!.fence!, op);
  }
  const byReturn = grants.toSorted((a, b) => a.ret! - b.ret!);
  let next = 0;
  let highest: Operation | null = null;
  for (const op of grants.toSorted((a, b) => a.call - b.call)) {
    for (; next < byReturn.length && byReturn[next]!.ret! < op.call; next += 1) {
      if (highest === null || byReturn[next]!.out!.fence! > highest.out!.fence!) highest = byReturn[next]!;
    }
    if (highest === null || highest.out!.fence! < op.out!.fence!) continue;
    faults.push({
      rule: 'fences',
      event: terms.event,
      text: `fence ${op.out!.fence} came after ${highest.out!.fence}`,
      operations: [highest, op],
    });
  }
  return faults;
}
