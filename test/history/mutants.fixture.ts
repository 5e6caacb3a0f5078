import { type Change, type EventHistory, fenceNumber, type Operation, type Outcome, type Probe, type Shut, type Terms } from './history.js';
import { TERMS } from './generated.fixture.js';

/** A short story that begins when a history is over, on a seat of its own: as it should go, and with one thing wrong. */
export interface Mutant {
  name: string;
  /** The rule that must be broken, where only one can tell. */
  rule?: string;
  good(tail: Tail): void;
  bad(tail: Tail): void;
}

export const SEAT = 7;
export const OTHER_SEAT = 8;
export const HOLD_MICROS = TERMS.holdMs * 1000;

interface Grant {
  seats: number[];
  /** The seats that the answer names; default those asked for. */
  got: number[];
  places: [tier: number, quantity: number][];
  fence: number;
}

interface Added {
  fence: number | null;
  seats: number[];
  places: [tier: number, quantity: number][];
  took: number;
  tried: Probe;
}

/** Adds operations behind a history, each after the other unless it says how long it took. */
export class Tail {
  readonly history: EventHistory;
  #now: number;
  #fence: number;

  constructor(history: EventHistory) {
    this.history = {
      ...history,
      terms: { ...history.terms },
      operations: [...history.operations],
      owned: [...history.owned],
      shuts: [],
      changes: [],
    };
    this.#now = Math.max(0, ...history.operations.map(({ call, ret }) => ret ?? call)) + 1000 * 1000;
    this.#fence = Math.max(100, ...history.operations.map(({ out }) => out?.fence ?? 0)) + 100;
  }

  add(f: Operation['f'], out: Outcome | null, { fence = null, seats = [SEAT], places = [], took = 500, tried }: Partial<Added> = {}) {
    const call = this.#now;
    this.#now += took + 100;
    const ret = out === null ? null : call + took;
    const op: Operation = { id: `tail.${call}`, buyer: 'tail', f, ...(tried ? { tried } : {}), seats, places, fence, call, ret, out };
    this.history.operations.push(op);
    return op;
  }

  pass(micros: number): void {
    this.#now += micros;
  }

  probe(tried: Probe, word: string, fence: number): void {
    this.add('probe', { word }, { tried, fence });
  }

  again(fence: number, out: Outcome): void {
    this.add('again', out, { fence });
  }

  /** The sale is shut for a while. @param meanwhile what is done then */
  shut(meanwhile: () => void, epoch: number | null = null): Shut {
    const from: [number, number] = [this.#now, this.#now + 100];
    this.#now += 200;
    meanwhile();
    const shut: Shut = { from, until: [this.#now, this.#now + 100], epoch };
    this.#now += 10_000;
    this.history.shuts.push(shut);
    return shut;
  }

  /** The inventory is lost, and built again under epoch 1. @returns a fence of that epoch */
  lose(): number {
    this.shut(() => this.add('hold', { word: 'CLOSED' }), 1);
    return fenceNumber(1, 5);
  }

  /** Leaves the story alone, without the history before it. */
  alone(terms: Partial<Terms>): void {
    Object.assign(this.history, { operations: [], owned: [], terms: { ...this.history.terms, ...terms } });
  }

  hear(version: number, words: number[], free: Change['free'] = []): void {
    this.history.changes.push({ epoch: 1, version, words, free });
  }

  /** A hold that is granted. @returns its fence */
  grant({ seats = [SEAT], places = [], fence = (this.#fence += 1), got }: Partial<Grant> = {}): number {
    this.add('hold', { word: 'HELD', fence, got: got ?? seats }, { seats, places });
    return fence;
  }

  busy(seats = [SEAT], taken = seats): void {
    this.add('hold', { word: 'UNAVAILABLE', taken }, { seats });
  }

  look(state: number): void {
    this.add('read', { word: 'MAP', states: [state] });
  }

  /** Orders and pays what is held. */
  sell(fence: number, { booked = true } = {}): void {
    this.add('pay', { word: 'PAYING' }, { fence });
    this.add('confirm', { word: 'DONE' }, { fence });
    if (booked) this.history.owned.push({ seats: [SEAT], places: [], fence, stage: 'SOLD' });
  }

  act(f: 'extend' | 'release' | 'pay' | 'confirm' | 'sell', word: string, fence: number): void {
    this.add(f, { word }, { fence });
  }
}

export const sold = (tail: Tail) => {
  const fence = tail.grant();
  tail.sell(fence);
  return fence;
};

export const MUTANTS: Mutant[] = [
  {
    name: 'a hold is granted after the sale',
    good: (tail) => (sold(tail), tail.busy()),
    bad: (tail) => void (sold(tail), tail.grant()),
  },
  {
    name: 'the same fence is given twice',
    good: (tail) => (tail.act('release', 'RELEASED', tail.grant()), void tail.grant()),
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('release', 'RELEASED', fence);
      tail.grant({ fence });
    },
  },
  { name: 'a sale is forgotten by the map', good: (tail) => (sold(tail), tail.look(2)), bad: (tail) => (sold(tail), tail.look(0)) },
  {
    name: 'two buyers are told that the same seat is theirs',
    good: (tail) => {
      const fence = sold(tail);
      tail.act('confirm', 'DONE', fence);
    },
    bad: (tail) => {
      const fence = sold(tail);
      tail.act('confirm', 'DONE', fence + 1);
    },
  },
  {
    name: 'a hold is granted before the one before it is over',
    good: (tail) => (tail.grant(), tail.pass(HOLD_MICROS), void tail.grant()),
    bad: (tail) => (tail.grant(), tail.pass(HOLD_MICROS / 2), void tail.grant()),
  },
  {
    name: 'the answers of two clients are swapped',
    good: (tail) => (tail.grant(), tail.busy()),
    bad: (tail) => (tail.busy(), void tail.grant()),
  },
  {
    name: 'a released seat is refused',
    good: (tail) => (tail.act('release', 'RELEASED', tail.grant()), tail.look(0)),
    bad: (tail) => (tail.act('release', 'RELEASED', tail.grant()), tail.busy()),
  },
  {
    name: 'a seat is refused for a hold that is over',
    good: (tail) => (tail.grant(), tail.pass(HOLD_MICROS / 2), tail.busy()),
    bad: (tail) => (tail.grant(), tail.pass(HOLD_MICROS + 10_000), tail.busy()),
  },
  {
    name: 'a stale fence extends',
    good: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      tail.act('extend', 'GONE', fence);
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      tail.act('extend', 'HELD', fence);
    },
  },
  {
    name: 'a stale fence pays',
    good: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      tail.grant();
      tail.act('pay', 'GONE', fence);
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.pass(HOLD_MICROS + 10_000);
      tail.grant();
      tail.act('pay', 'PAYING', fence);
    },
  },
  {
    name: 'a hold is released twice',
    good: (tail) => {
      const fence = tail.grant();
      tail.act('release', 'RELEASED', fence);
      tail.act('release', 'GONE', fence);
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('release', 'RELEASED', fence);
      tail.act('release', 'RELEASED', fence);
    },
  },
  {
    name: 'a living hold is gone',
    good: (tail) => tail.act('extend', 'HELD', tail.grant()),
    bad: (tail) => tail.act('extend', 'GONE', tail.grant()),
  },
  {
    name: 'a hold is extended more often than allowed',
    good: (tail) => {
      const fence = tail.grant();
      tail.act('extend', 'HELD', fence);
      tail.act('extend', 'NO_EXTENSIONS', fence);
    },
    bad: (tail) => {
      const fence = tail.grant();
      tail.act('extend', 'HELD', fence);
      tail.act('extend', 'HELD', fence);
    },
  },
  {
    name: 'a wish for two seats gets one',
    good: (tail) => void tail.grant({ seats: [SEAT, OTHER_SEAT] }),
    bad: (tail) => void tail.grant({ seats: [SEAT, OTHER_SEAT], got: [SEAT] }),
  },
  {
    name: 'an unanswered wish for two seats takes one',
    good: (tail) => {
      tail.add('hold', null, { seats: [SEAT, OTHER_SEAT] });
      tail.busy();
      tail.busy([OTHER_SEAT]);
    },
    bad: (tail) => {
      tail.add('hold', null, { seats: [SEAT, OTHER_SEAT] });
      tail.busy();
      tail.grant({ seats: [OTHER_SEAT] });
    },
  },
  {
    name: 'fences fall',
    good: (tail) => (tail.grant({ seats: [SEAT] }), void tail.grant({ seats: [OTHER_SEAT] })),
    bad: (tail) => {
      const fence = tail.grant({ seats: [SEAT] });
      tail.grant({ seats: [OTHER_SEAT], fence: fence - 50 });
    },
  },
  {
    name: 'a sale is not in the books',
    good: (tail) => void sold(tail),
    bad: (tail) => tail.sell(tail.grant(), { booked: false }),
  },
  {
    name: 'the books have a sale that nobody made',
    good: (tail) => void tail.grant(),
    bad: (tail) => void tail.history.owned.push({ seats: [SEAT], places: [], fence: tail.grant(), stage: 'SOLD' }),
  },
  {
    name: 'more places are held than there are',
    good: (tail) => tail.add('hold', { word: 'SHORT', short: [2, 3] }, { seats: [], places: [[2, 4]] }) && undefined,
    bad: (tail) => {
      tail.grant({ seats: [], places: [[2, 2]] });
      tail.grant({ seats: [], places: [[2, 2]] });
    },
  },
  {
    name: 'a place that is held is told as free',
    good: (tail) => {
      tail.grant({ seats: [], places: [[2, 2]] });
      tail.add('hold', { word: 'SHORT', short: [2, 1] }, { seats: [], places: [[2, 2]] });
    },
    bad: (tail) => {
      tail.grant({ seats: [], places: [[2, 2]] });
      tail.add('hold', { word: 'SHORT', short: [2, 2] }, { seats: [], places: [[2, 3]] });
    },
  },
];

/** A tier that only the stories use. */
export function withStage(history: EventHistory): EventHistory {
  return { ...history, terms: { ...history.terms, capacities: [...history.terms.capacities, [2, 3]] } };
}
