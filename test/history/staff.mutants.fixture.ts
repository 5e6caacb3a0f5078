import type { Operation, Outcome } from './history.js';
import { type Mutant, HOLD_MICROS, OTHER_SEAT, SEAT, type Tail } from './mutants.fixture.js';

const block = (tail: Tail, out: Outcome | null, units: Partial<Pick<Operation, 'seats' | 'places'>> = {}) =>
  void tail.add('block', out, units);
const unblock = (tail: Tail, out: Outcome | null, units: Partial<Pick<Operation, 'seats' | 'places'>> = {}) =>
  void tail.add('unblock', out, units);

const BLOCKED: Outcome = { word: 'BLOCKED' };
const UNBLOCKED: Outcome = { word: 'UNBLOCKED' };
const both = { seats: [SEAT, OTHER_SEAT] };
const places = (quantity: number) => ({ seats: [], places: [[2, quantity]] as [number, number][] });
const short = (free: number): Outcome => ({ word: 'SHORT', short: [2, free] });

/** Stories of what staff keep from sale and put back. */
export const STAFF_MUTANTS: Mutant[] = [
  {
    name: 'a blocked seat is granted',
    rule: 'linearizable',
    good: (tail) => (block(tail, BLOCKED), tail.busy()),
    bad: (tail) => (block(tail, BLOCKED), void tail.grant()),
  },
  {
    name: 'a held seat is blocked',
    rule: 'linearizable',
    good: (tail) => (tail.grant(), block(tail, { word: 'UNAVAILABLE', taken: [SEAT] })),
    bad: (tail) => (tail.grant(), block(tail, BLOCKED)),
  },
  {
    name: 'a seat stays blocked when staff put it back',
    rule: 'must expire',
    good: (tail) => (block(tail, BLOCKED), unblock(tail, UNBLOCKED), void tail.grant()),
    bad: (tail) => (block(tail, BLOCKED), unblock(tail, UNBLOCKED), tail.pass(10_000), tail.busy()),
  },
  {
    name: 'putting back frees what is held',
    rule: 'linearizable',
    good: (tail) => (tail.grant(), unblock(tail, UNBLOCKED), tail.busy()),
    bad: (tail) => (tail.grant(), unblock(tail, UNBLOCKED), void tail.grant()),
  },
  {
    name: 'a free seat cannot be blocked',
    rule: 'linearizable',
    good: (tail) => (tail.grant(), tail.pass(HOLD_MICROS + 10_000), block(tail, BLOCKED)),
    bad: (tail) => (tail.grant(), tail.pass(HOLD_MICROS + 10_000), block(tail, { word: 'UNAVAILABLE', taken: [SEAT] })),
  },
  {
    name: 'a blocked seat is drawn as free',
    rule: 'linearizable',
    good: (tail) => (block(tail, BLOCKED), tail.look(3)),
    bad: (tail) => (block(tail, BLOCKED), tail.look(0)),
  },
  {
    name: 'an unanswered block takes one of two seats',
    rule: 'all or nothing',
    good: (tail) => (block(tail, null, both), tail.busy(), tail.busy([OTHER_SEAT])),
    bad: (tail) => (block(tail, null, both), tail.busy(), void tail.grant({ seats: [OTHER_SEAT] })),
  },
  {
    name: 'a block that was refused blocks',
    rule: 'linearizable',
    good: (tail) => (tail.grant(), block(tail, { word: 'UNAVAILABLE', taken: [SEAT] }, both), void tail.grant({ seats: [OTHER_SEAT] })),
    bad: (tail) => (tail.grant(), block(tail, { word: 'UNAVAILABLE', taken: [SEAT] }, both), tail.busy([OTHER_SEAT])),
  },
  {
    name: 'blocked places are granted',
    rule: 'places',
    good: (tail) => (block(tail, BLOCKED, places(2)), void tail.grant(places(1))),
    bad: (tail) => (block(tail, BLOCKED, places(2)), void tail.grant(places(2))),
  },
  {
    name: 'held places are blocked',
    rule: 'places',
    good: (tail) => (tail.grant(places(2)), block(tail, short(1), places(2))),
    bad: (tail) => (tail.grant(places(2)), block(tail, BLOCKED, places(2))),
  },
  {
    name: 'places that staff put back are not free',
    rule: 'places',
    good: (tail) => (block(tail, BLOCKED, places(2)), unblock(tail, UNBLOCKED, places(1)), void tail.add('hold', short(2), places(3))),
    bad: (tail) => (block(tail, BLOCKED, places(2)), unblock(tail, UNBLOCKED, places(1)), void tail.add('hold', short(1), places(3))),
  },
  {
    name: 'places are blocked twice',
    rule: 'places',
    good: (tail) => (block(tail, BLOCKED, places(1)), void tail.add('hold', short(2), places(3))),
    bad: (tail) => (block(tail, BLOCKED, places(1)), void tail.add('hold', short(1), places(3))),
  },
  {
    name: 'more blocked places are told than there are',
    rule: 'places',
    good: (tail) => (block(tail, BLOCKED, places(1)), unblock(tail, { word: 'FEWER', blocked: [2, 1] }, places(2))),
    bad: (tail) => (block(tail, BLOCKED, places(1)), unblock(tail, { word: 'FEWER', blocked: [2, 0] }, places(2))),
  },
];
