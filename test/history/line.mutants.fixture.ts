import type { Operation, Outcome } from './history.js';
import { type Mutant, SEAT, type Tail } from './mutants.fixture.js';

const GATE = { leaseMs: 10, admissionMs: 20, admitPerSecond: 1000, factor: 1 };
/** The first gets in after twenty milliseconds. */
const SLOW = { admitPerSecond: 50, leaseMs: 100 };
const LEFT_MS = GATE.admissionMs;

/** A story at a gate: only what is told of the line. */
const atGate = (tail: Tail, terms: Partial<typeof GATE> = {}) => tail.alone({ gate: { ...GATE, ...terms }, seatCount: 2, capacities: [] });

const ask = (tail: Tail, buyer: string, f: 'join' | 'look' | 'leave', out: Outcome | null): Operation =>
  Object.assign(tail.add(f, out, { seats: [] }), { buyer });

const waiting = (arrival: number, open = 0): Outcome => ({ word: 'WAITING', arrival, open });
const admitted = (arrival: number, open = 1): Outcome => ({ word: 'ADMITTED', arrival, admission: `a${arrival}`, left: LEFT_MS, open });

/** A wish for a seat that nobody has. */
const enter = (tail: Tail, buyer: string, shown: string, word: 'HELD' | 'NOT_ADMITTED'): number => {
  const fence = 500 + tail.history.operations.length;
  const out = word === 'HELD' ? { word, fence, got: [fence] } : { word };
  Object.assign(tail.add('hold', out, { seats: [fence] }), { buyer, shown });
  return fence;
};

/** A wait after the first join, so that the rate is no hindrance. */
const letIn = (tail: Tail, buyer = 'a', arrival = 1, open = 1) => {
  ask(tail, buyer, 'join', waiting(arrival, open - 1));
  tail.pass(5_000);
  ask(tail, buyer, 'look', admitted(arrival, open));
};

const pay = (tail: Tail, buyer: string, fence: number) => {
  Object.assign(tail.add('pay', { word: 'PAYING' }, { fence, seats: [fence] }), { buyer });
  tail.history.owned.push({ seats: [fence], places: [], fence, stage: 'PAYING' });
};

/** Stories of people in line and at the gate. */
export const LINE_MUTANTS: Mutant[] = [
  {
    name: 'somebody gets in without an admission',
    rule: 'admission',
    good: (tail) => (atGate(tail), void enter(tail, 'a', '', 'NOT_ADMITTED')),
    bad: (tail) => (atGate(tail), void enter(tail, 'a', '', 'HELD')),
  },
  {
    name: 'somebody gets in with the admission of another',
    rule: 'admission',
    good: (tail) => (atGate(tail), letIn(tail), enter(tail, 'a', 'a1', 'HELD'), void enter(tail, 'b', 'a1', 'NOT_ADMITTED')),
    bad: (tail) => (atGate(tail), letIn(tail), void enter(tail, 'b', 'a1', 'HELD')),
  },
  {
    name: 'a probe at the gate works',
    rule: 'must not work',
    good: (tail) => (atGate(tail), tail.probe('forged admission', 'NOT_ADMITTED', 0)),
    bad: (tail) => (atGate(tail), tail.probe('forged admission', 'HELD', 0)),
  },
  {
    name: 'an admission lets in when its time is over',
    rule: 'admission',
    good: (tail) => (atGate(tail), letIn(tail), tail.pass(40_000), void enter(tail, 'a', 'a1', 'NOT_ADMITTED')),
    bad: (tail) => (atGate(tail), letIn(tail), tail.pass(40_000), void enter(tail, 'a', 'a1', 'HELD')),
  },
  {
    name: 'an admission is good for a second order',
    rule: 'admission',
    good: (tail) => (
      atGate(tail),
      letIn(tail),
      pay(tail, 'a', enter(tail, 'a', 'a1', 'HELD')),
      void enter(tail, 'a', 'a1', 'NOT_ADMITTED')
    ),
    bad: (tail) => (atGate(tail), letIn(tail), pay(tail, 'a', enter(tail, 'a', 'a1', 'HELD')), void enter(tail, 'a', 'a1', 'HELD')),
  },
  {
    name: 'an admission that was given back lets in',
    rule: 'admission',
    good: (tail) => (left(tail), void enter(tail, 'a', 'a1', 'NOT_ADMITTED')),
    bad: (tail) => (left(tail), void enter(tail, 'a', 'a1', 'HELD')),
  },
  {
    name: 'an admission that is alive is refused',
    rule: 'admission',
    good: (tail) => (atGate(tail), letIn(tail), void enter(tail, 'a', 'a1', 'HELD')),
    bad: (tail) => (atGate(tail), letIn(tail), void enter(tail, 'a', 'a1', 'NOT_ADMITTED')),
  },
  {
    name: 'somebody who joins again loses the place',
    rule: 'line',
    good: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'a', 'join', waiting(1))),
    bad: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'a', 'join', waiting(2))),
  },
  {
    name: 'who leaves keeps the place',
    rule: 'line',
    good: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'a', 'leave', { word: 'LEFT', arrival: 1, open: 0 })),
    bad: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'a', 'leave', waiting(1))),
  },
  {
    name: 'who looks in time loses the place',
    rule: 'line',
    good: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), tail.pass(20_000), void ask(tail, 'a', 'look', over(1))),
    bad: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'a', 'look', over(1))),
  },
  {
    name: 'two people have the same number',
    rule: 'line',
    good: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'b', 'join', waiting(2))),
    bad: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'b', 'join', waiting(1))),
  },
  {
    name: 'who comes later gets a lower number',
    rule: 'line',
    good: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(1)), void ask(tail, 'b', 'join', waiting(2))),
    bad: (tail) => (atGate(tail), ask(tail, 'a', 'join', waiting(2)), void ask(tail, 'b', 'join', waiting(1))),
  },
  {
    name: 'who came later is let in first',
    rule: 'line',
    good: (tail) => (twoWait(tail), ask(tail, 'a', 'look', admitted(1)), void ask(tail, 'b', 'look', waiting(2, 1))),
    bad: (tail) => (twoWait(tail), ask(tail, 'b', 'look', admitted(2)), void ask(tail, 'a', 'look', waiting(1, 1))),
  },
  {
    name: 'more are let in than there is room for',
    rule: 'gate',
    good: (tail) => (full(tail), void ask(tail, 'b', 'look', waiting(2, 1))),
    bad: (tail) => (full(tail), void ask(tail, 'b', 'look', admitted(2, 2))),
  },
  {
    name: 'an admission that is over is counted',
    rule: 'gate',
    good: (tail) => (left(tail), void ask(tail, 'b', 'join', waiting(2, 0))),
    bad: (tail) => (left(tail), void ask(tail, 'b', 'join', waiting(2, 1))),
  },
  {
    name: 'an admission that is alive is not counted',
    rule: 'gate',
    good: (tail) => (atGate(tail), letIn(tail), void ask(tail, 'b', 'join', waiting(2, 1))),
    bad: (tail) => (atGate(tail), letIn(tail), void ask(tail, 'b', 'join', waiting(2, 0))),
  },
  {
    name: 'people are let in faster than the rate',
    rule: 'gate',
    good: (tail) => (atGate(tail, SLOW), letInSlowly(tail)),
    bad: (tail) => (atGate(tail, SLOW), letIn(tail)),
  },
];

const over = (arrival: number): Outcome => ({ word: 'EXPIRED', arrival, open: 0 });

/** Somebody was let in, and left. */
function left(tail: Tail): void {
  atGate(tail);
  letIn(tail);
  ask(tail, 'a', 'leave', { word: 'LEFT', arrival: 1, open: 0 });
}

function twoWait(tail: Tail): void {
  atGate(tail);
  ask(tail, 'a', 'join', waiting(1));
  ask(tail, 'b', 'join', waiting(2));
  tail.pass(5_000);
}

/** One of two seats is held and one admission lives: there is no room for a second. */
function full(tail: Tail): void {
  atGate(tail);
  letIn(tail);
  tail.grant({ seats: [SEAT] });
  ask(tail, 'b', 'join', waiting(2, 1));
}

function letInSlowly(tail: Tail): void {
  ask(tail, 'a', 'join', waiting(1));
  tail.pass(5_000);
  ask(tail, 'a', 'look', waiting(1));
  tail.pass(20_000);
  ask(tail, 'a', 'look', admitted(1));
}
