import { fenceNumber, type HoldChange, type Operation, type Outcome } from './history.js';
import { type Mutant, HOLD_MICROS, OTHER_SEAT, SEAT, type Tail } from './mutants.fixture.js';

const nothing: HoldChange = { add: [], drop: [], places: [] };
const places = (quantity: number): HoldChange => ({ ...nothing, places: [[2, quantity]] });
const other: HoldChange = { ...nothing, add: [OTHER_SEAT], drop: [SEAT] };
const more: HoldChange = { ...nothing, add: [OTHER_SEAT] };

interface Changed extends Partial<Pick<Operation, 'seats' | 'places' | 'perhaps'>> {
  change?: HoldChange;
  f?: 'change' | 'again' | 'release' | 'pay';
  took?: number;
}

/** Acts on a hold that was changed, or changes it. */
const act = (tail: Tail, fence: number, out: Outcome | null, { f = 'change', change, perhaps, ...units }: Changed = {}) => {
  const op = tail.add(f, out, { fence, ...units });
  if (change) op.change = change;
  if (perhaps) op.perhaps = perhaps;
};

const held = (fence: number, got: number[], told: Partial<Outcome> = {}): Outcome => ({ word: 'HELD', fence, got, places: [], ...told });

const changedTo = (tail: Tail, got: number[], change: HoldChange, told: Partial<Outcome> = {}): number => {
  const fence = tail.grant();
  act(tail, fence, held(fence, got, told), { change });
  return fence;
};

/** A hold of one seat, and a change that swaps it for another and that nobody was told of. */
const unanswered = (tail: Tail, then: (fence: number) => unknown) => {
  const fence = tail.grant();
  act(tail, fence, null, { change: other });
  then(fence);
};

/** Half the time of a hold passes; then it is said how long it lasts. */
const laterLeft = (tail: Tail, left: number) => {
  tail.grant();
  const { out } = tail.history.operations.at(-1)!;
  Object.assign(out!, { left: HOLD_MICROS / 1000, extensions: 0 });
  tail.pass(HOLD_MICROS / 2);
  act(tail, out!.fence!, held(out!.fence!, [SEAT, OTHER_SEAT], { left, extensions: 0 }), { change: more });
};

/** Stories of holds that are changed. */
export const CHANGE_MUTANTS: Mutant[] = [
  {
    name: 'a change adds a seat that somebody has',
    rule: 'linearizable',
    good: (tail) => {
      const fence = tail.grant();
      tail.grant({ seats: [OTHER_SEAT] });
      act(tail, fence, { word: 'UNAVAILABLE', taken: [OTHER_SEAT] }, { change: other });
      tail.busy();
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.grant({ seats: [OTHER_SEAT] });
      act(tail, fence, held(fence, [OTHER_SEAT]), { change: other });
    },
  },
  {
    name: 'a seat that was dropped stays held',
    rule: 'linearizable',
    good: (tail) => (changedTo(tail, [OTHER_SEAT], other), tail.look(0), void tail.grant()),
    bad: (tail) => (changedTo(tail, [OTHER_SEAT], other), tail.busy()),
  },
  {
    name: 'a seat that was added is given to another',
    rule: 'held once',
    good: (tail) => (changedTo(tail, [SEAT, OTHER_SEAT], more, { left: 30, extensions: 0 }), tail.busy([OTHER_SEAT])),
    bad: (tail) => (changedTo(tail, [SEAT, OTHER_SEAT], more, { left: 30, extensions: 0 }), void tail.grant({ seats: [OTHER_SEAT] })),
  },
  {
    name: 'a change does a part of what was asked',
    rule: 'all or nothing',
    good: (tail) => void changedTo(tail, [OTHER_SEAT], other),
    bad: (tail) => void changedTo(tail, [SEAT, OTHER_SEAT], other),
  },
  {
    name: 'an unanswered change takes a seat and drops none',
    rule: 'all or nothing',
    good: (tail) => unanswered(tail, () => (tail.busy([OTHER_SEAT]), void tail.grant())),
    bad: (tail) => unanswered(tail, () => (tail.busy([OTHER_SEAT]), tail.busy())),
  },
  {
    name: 'what an unanswered change took is not released',
    rule: 'linearizable',
    good: (tail) =>
      unanswered(tail, (fence) => {
        tail.busy([OTHER_SEAT]);
        act(tail, fence, { word: 'RELEASED' }, { f: 'release', seats: [], perhaps: [SEAT, OTHER_SEAT] });
        tail.grant({ seats: [OTHER_SEAT] });
      }),
    bad: (tail) =>
      unanswered(tail, (fence) => {
        tail.busy([OTHER_SEAT]);
        act(tail, fence, { word: 'RELEASED' }, { f: 'release', seats: [], perhaps: [SEAT, OTHER_SEAT] });
        tail.busy([OTHER_SEAT]);
      }),
  },
  {
    name: 'what is paid for is not what the hold had',
    good: (tail) => {
      const fence = changedTo(tail, [OTHER_SEAT], other);
      act(tail, fence, { word: 'PAYING', got: [OTHER_SEAT], places: [] }, { f: 'pay', seats: [OTHER_SEAT] });
      tail.history.owned.push({ seats: [OTHER_SEAT], places: [], fence, stage: 'PAYING' });
    },
    bad: (tail) => {
      const fence = changedTo(tail, [OTHER_SEAT], other);
      act(tail, fence, { word: 'PAYING', got: [SEAT], places: [] }, { f: 'pay', seats: [OTHER_SEAT] });
      tail.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'PAYING' });
    },
  },
  {
    name: 'a hold that is over is changed',
    rule: 'linearizable',
    good: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      act(tail, fence, { word: 'GONE' }, { change: other });
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      act(tail, fence, held(fence, [OTHER_SEAT]), { change: other });
    },
  },
  {
    name: 'a hold that is being paid is changed',
    rule: 'linearizable',
    good: (tail) => {
      const fence = tail.grant();
      tail.act('pay', 'PAYING', fence);
      tail.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'PAYING' });
      act(tail, fence, { word: 'IN_PAYMENT' }, { change: other });
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('pay', 'PAYING', fence);
      act(tail, fence, held(fence, [OTHER_SEAT]), { change: other });
    },
  },
  {
    name: 'a change moves the deadline',
    rule: 'deadline',
    good: (tail) => laterLeft(tail, HOLD_MICROS / 2000),
    bad: (tail) => laterLeft(tail, HOLD_MICROS / 1000),
  },
  {
    name: 'a repeated change is done again',
    rule: 'linearizable',
    good: (tail) => {
      const fence = changedTo(tail, [OTHER_SEAT], other);
      act(tail, fence, held(fence, [OTHER_SEAT]), { f: 'again', seats: [OTHER_SEAT], change: other });
      tail.look(0);
    },
    bad: (tail) => {
      const fence = changedTo(tail, [OTHER_SEAT], other);
      act(tail, fence, held(fence, [SEAT]), { f: 'again', seats: [OTHER_SEAT], change: other });
    },
  },
  {
    name: 'a change takes more places than there are',
    rule: 'places',
    good: (tail) => {
      const fence = tail.grant();
      act(tail, fence, { word: 'SHORT', short: [2, 3] }, { change: places(4) });
      act(tail, fence, held(fence, [SEAT], { places: [[2, 3]] }), { change: places(3) });
    },
    bad: (tail) => {
      tail.grant({ seats: [], places: [[2, 1]] });
      changedTo(tail, [SEAT], places(3), { places: [[2, 3]] });
    },
  },
  {
    name: 'places that a change gave back stay held',
    rule: 'places',
    good: (tail) => {
      changedTo(tail, [SEAT], places(0));
      tail.add('hold', { word: 'SHORT', short: [2, 3] }, { seats: [], places: [[2, 4]] });
    },
    bad: (tail) => {
      changedTo(tail, [SEAT], places(0));
      tail.add('hold', { word: 'SHORT', short: [2, 1] }, { seats: [], places: [[2, 4]] });
    },
  },
  {
    name: 'a change gives a buyer more than the limit',
    rule: 'limit',
    good: (tail) => {
      tail.alone({ maxPerBuyer: 1 });
      const fence = tail.grant();
      act(tail, fence, { word: 'LIMIT' }, { change: more });
      act(tail, fence, held(fence, [OTHER_SEAT]), { change: other });
    },
    bad: (tail) => {
      tail.alone({ maxPerBuyer: 1 });
      changedTo(tail, [SEAT, OTHER_SEAT], more);
    },
  },
  {
    name: 'what is swapped is refused for the limit',
    rule: 'limit',
    good: (tail) => {
      tail.alone({ maxPerBuyer: 1 });
      changedTo(tail, [OTHER_SEAT], other);
    },
    bad: (tail) => {
      tail.alone({ maxPerBuyer: 1 });
      act(tail, tail.grant(), { word: 'LIMIT' }, { change: other });
    },
  },
  {
    name: 'the change of a change is of other seats',
    rule: 'watch',
    good: (tail) => watched(tail, [SEAT * 4, OTHER_SEAT * 4 + 1]),
    bad: (tail) => watched(tail, [OTHER_SEAT * 4 + 1]),
  },
  {
    name: 'seats are added while the sale is shut',
    rule: 'sale shut',
    good: (tail) => {
      const fence = tail.grant();
      tail.shut(() => act(tail, fence, { word: 'CLOSED' }, { change: more }));
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.shut(() => act(tail, fence, held(fence, [SEAT, OTHER_SEAT]), { change: more }));
    },
  },
];

/** A change of version 3, and what was heard of it. */
function watched(tail: Tail, words: number[]): void {
  tail.alone({ watched: true });
  const fence = tail.grant({ fence: fenceNumber(1, 2) });
  tail.hear(2, [SEAT * 4 + 1]);
  act(tail, fence, held(fence, [OTHER_SEAT], { at: fenceNumber(1, 3) }), { change: other });
  tail.hear(3, words);
  tail.add('read', { word: 'MAP', states: [1], at: fenceNumber(1, 3) }, { seats: [OTHER_SEAT] }).buyer = 'watcher';
}
