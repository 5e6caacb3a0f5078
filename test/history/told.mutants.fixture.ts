import { fenceNumber } from './history.js';
import { type Mutant, OTHER_SEAT, SEAT, sold, type Tail } from './mutants.fixture.js';

const at = (version: number) => fenceNumber(1, version);
const HELD = 1;
const word = (seat: number, state: number) => seat * 4 + state;
const map = (version: number, state: number) => ({ word: 'MAP', states: [state], at: at(version) });

/** The last look of whoever listens. */
const lastLook = (tail: Tail, version: number, state: number) => {
  tail.add('read', map(version, state)).buyer = 'watcher';
};

const paid = (tail: Tail, second: object) => {
  const fence = tail.grant();
  tail.add('pay', { word: 'PAYING', order: 'A', until: 5 }, { fence });
  tail.add('pay', { word: 'PAYING', order: 'A', until: 5, ...second }, { fence });
  tail.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'PAYING' });
};

const confirmed = (tail: Tail, second: boolean) => {
  const fence = tail.grant();
  tail.add('pay', { word: 'PAYING' }, { fence });
  tail.add('confirm', { word: 'DONE', first: true }, { fence });
  tail.add('confirm', { word: 'DONE', first: second }, { fence });
  tail.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'SOLD' });
};

const cancelled = (tail: Tail, then: (fence: number) => unknown) => {
  const fence = tail.grant();
  tail.add('pay', { word: 'PAYING' }, { fence });
  tail.add('cancel', { word: 'CANCELLED' }, { fence });
  then(fence);
};

/** Two of three places are held, and the change says how many are free. */
const places = (tail: Tail, heard: number) => {
  tail.alone({ watched: true });
  tail.grant({ seats: [], places: [[2, 2]], fence: at(2) });
  tail.hear(2, [], [[2, heard]]);
  tail.add('read', { ...map(2, 0), free: [[2, 1]] });
};

/** Stories of what clients are told beside the state of seats. */
export const TOLD_MUTANTS: Mutant[] = [
  {
    name: 'somebody acts on the hold of another',
    rule: 'must not work',
    good: (tail) => tail.probe('hold of another', 'GONE', tail.grant()),
    bad: (tail) => tail.probe('hold of another', 'IN_PAYMENT', tail.grant()),
  },
  {
    name: 'a used key answers another wish',
    rule: 'must not work',
    good: (tail) => tail.probe('used key', 'CONFLICT', tail.grant()),
    bad: (tail) => tail.probe('used key', 'HELD', tail.grant()),
  },
  {
    name: 'a key gives a second hold',
    rule: 'same key, same answer',
    good: (tail) => {
      const fence = tail.grant();
      tail.again(fence, { word: 'HELD', fence, got: [SEAT] });
      tail.act('release', 'RELEASED', fence);
      tail.again(fence, { word: 'GONE' });
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('release', 'RELEASED', fence);
      tail.again(fence, { word: 'HELD', fence: fence + 1, got: [SEAT] });
    },
  },
  {
    name: 'a hold that is gone is given again',
    rule: 'linearizable',
    good: (tail) => {
      const fence = tail.grant();
      tail.again(fence, { word: 'HELD', fence, got: [SEAT] });
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('release', 'RELEASED', fence);
      tail.again(fence, { word: 'HELD', fence, got: [SEAT] });
    },
  },
  {
    name: 'a key of a lost epoch answers for it',
    rule: 'same key, same answer',
    good: (tail) => {
      const fence = tail.grant();
      const next = tail.lose();
      tail.again(fence, { word: 'HELD', fence: next, got: [SEAT] });
      tail.busy();
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.lose();
      tail.again(fence, { word: 'GONE' });
    },
  },
  {
    name: 'a hold of a lost epoch is extended',
    rule: 'linearizable',
    good: (tail) => {
      const fence = tail.grant();
      tail.lose();
      tail.act('extend', 'GONE', fence);
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.lose();
      tail.act('extend', 'HELD', fence);
    },
  },
  {
    name: 'a seat is refused for a hold of a lost epoch',
    rule: 'linearizable',
    good: (tail) => (tail.grant(), void tail.grant({ fence: tail.lose() })),
    bad: (tail) => (tail.grant(), tail.lose(), tail.busy()),
  },
  {
    name: 'a sale is lost with its epoch',
    rule: 'linearizable',
    good: (tail) => (sold(tail), tail.lose(), tail.busy()),
    bad: (tail) => (sold(tail), void tail.grant({ fence: tail.lose() })),
  },
  {
    name: 'something is held while the sale is shut',
    rule: 'sale shut',
    good: (tail) => void tail.shut(() => tail.add('hold', { word: 'CLOSED' })),
    bad: (tail) => void tail.shut(() => tail.grant()),
  },
  {
    name: 'an open sale is called closed',
    rule: 'sale shut',
    good: (tail) => (tail.shut(() => tail.add('hold', { word: 'CLOSED' })), void tail.grant()),
    bad: (tail) => (tail.shut(() => {}), void tail.add('hold', { word: 'CLOSED' })),
  },
  {
    name: 'a buyer holds more than the limit',
    rule: 'limit',
    good: (tail) => {
      tail.alone({ maxPerBuyer: 3 });
      tail.grant({ places: [[2, 2]] });
      tail.add('hold', { word: 'LIMIT' }, { seats: [OTHER_SEAT] });
    },
    bad: (tail) => {
      tail.alone({ maxPerBuyer: 3 });
      tail.grant({ places: [[2, 2]] });
      tail.grant({ seats: [OTHER_SEAT] });
    },
  },
  {
    name: 'a buyer is refused for what was given back',
    rule: 'limit',
    good: (tail) => {
      tail.alone({ maxPerBuyer: 3 });
      tail.act('release', 'RELEASED', tail.grant());
      tail.pass(10_000);
      tail.grant({ places: [[2, 2]] });
    },
    bad: (tail) => {
      tail.alone({ maxPerBuyer: 3 });
      tail.act('release', 'RELEASED', tail.grant());
      tail.pass(10_000);
      tail.add('hold', { word: 'LIMIT' }, { places: [[2, 2]] });
    },
  },
  { name: 'a hold gets a second order', rule: 'orders', good: (tail) => paid(tail, {}), bad: (tail) => paid(tail, { order: 'B' }) },
  { name: 'the time to pay moves', rule: 'orders', good: (tail) => paid(tail, {}), bad: (tail) => paid(tail, { until: 6 }) },
  { name: 'a sale is confirmed twice', rule: 'orders', good: (tail) => confirmed(tail, false), bad: (tail) => confirmed(tail, true) },
  {
    name: 'a cancelled order is paid',
    rule: 'linearizable',
    good: (tail) => cancelled(tail, () => tail.look(0)),
    bad: (tail) => cancelled(tail, (fence) => tail.act('sell', 'SOLD', fence)),
  },
  {
    name: 'a seat of a cancelled order is sold to nobody',
    rule: 'linearizable',
    good: (tail) => cancelled(tail, () => (tail.look(1), tail.look(0), tail.grant())),
    bad: (tail) => cancelled(tail, () => (tail.look(0), tail.look(1))),
  },
  {
    name: 'a cancelled order stays in the books',
    rule: 'ledger',
    good: (tail) => cancelled(tail, () => {}),
    bad: (tail) => cancelled(tail, (fence) => tail.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'PAYING' })),
  },
  {
    name: 'a paid order is cancelled',
    rule: 'linearizable',
    good: (tail) => void tail.add('cancel', { word: 'TOO_LATE' }, { fence: sold(tail) }),
    bad: (tail) => void tail.add('cancel', { word: 'CANCELLED' }, { fence: sold(tail) }),
  },
  {
    name: 'an answer is an error',
    rule: 'no surprises',
    good: (tail) => void tail.add('hold', null),
    bad: (tail) => void tail.add('hold', { word: 'BROKEN', said: 'counters below zero' }),
  },
  {
    name: 'the version of the map falls',
    rule: 'versions',
    good: (tail) => (tail.add('read', map(7, 0)), void tail.add('read', map(7, 0))),
    bad: (tail) => (tail.add('read', map(7, 0)), void tail.add('read', map(6, 0))),
  },
  {
    name: 'a change is not heard of',
    rule: 'watch',
    good: (tail) => (
      tail.alone({ watched: true }),
      tail.grant({ fence: at(2) }),
      tail.hear(2, [word(SEAT, HELD)]),
      lastLook(tail, 2, HELD)
    ),
    bad: (tail) => (tail.alone({ watched: true }), tail.grant({ fence: at(2) }), lastLook(tail, 2, HELD)),
  },
  {
    name: 'a change in the middle is not heard of',
    rule: 'watch',
    good: (tail) => (tail.alone({ watched: true }), tail.hear(2, []), tail.hear(3, []), lastLook(tail, 3, 0)),
    bad: (tail) => (tail.alone({ watched: true }), tail.hear(2, []), tail.hear(4, []), lastLook(tail, 4, 0)),
  },
  {
    name: 'a map shows what the changes do not',
    rule: 'watch',
    good: (tail) => (
      tail.alone({ watched: true }),
      tail.grant({ fence: at(2) }),
      tail.hear(2, [word(SEAT, HELD)]),
      lastLook(tail, 2, HELD)
    ),
    bad: (tail) => {
      tail.alone({ watched: true });
      tail.grant({ fence: at(2) });
      tail.hear(2, [word(SEAT, HELD)]);
      tail.hear(3, [word(SEAT, 0)]);
      lastLook(tail, 3, HELD);
    },
  },
  {
    name: 'the change of a grant is of other seats',
    rule: 'watch',
    good: (tail) => (
      tail.alone({ watched: true }),
      tail.grant({ fence: at(2) }),
      tail.hear(2, [word(SEAT, HELD)]),
      lastLook(tail, 2, HELD)
    ),
    bad: (tail) => {
      tail.alone({ watched: true });
      tail.grant({ fence: at(2), seats: [SEAT, OTHER_SEAT] });
      tail.hear(2, [word(SEAT, HELD)]);
      lastLook(tail, 2, HELD);
    },
  },
  {
    name: 'free places are counted wrongly by the changes',
    rule: 'watch',
    good: (tail) => places(tail, 1),
    bad: (tail) => places(tail, 2),
  },
];
