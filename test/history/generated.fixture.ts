import type { EventHistory, HoldChange, Operation, Outcome, Terms } from './history.js';
import type { Random } from './random.js';

/** Small and dense: deadlines, extensions and sales all happen within fifty operations. */
export const TERMS: Terms = {
  event: 'generated',
  seatCount: 3,
  capacities: [[1, 5]],
  holdMs: 40,
  extensionMs: 20,
  extensions: 1,
};

interface TrueHold {
  fence: number;
  buyer: string;
  seats: number[];
  places: number;
  deadline: number;
  extensions: number;
  stage: 'SELECTING' | 'PAYING' | 'SOLD';
}

/** A box office without concurrency: every operation happens at one instant. What it answers is right by construction. */
class TrueOffice {
  readonly holds = new Map<number, TrueHold>();
  readonly #blocked = new Set<number>();
  #blockedPlaces = 0;
  #serial = 1;

  apply(op: Operation, at: number): Outcome {
    for (const hold of this.holds.values()) if (hold.stage === 'SELECTING' && at >= hold.deadline) this.holds.delete(hold.fence);
    if (op.f === 'hold') return this.#hold(op, at);
    if (op.f === 'read') return this.#read(op);
    if (op.f === 'block' || op.f === 'unblock') return this.#keep(op);
    const hold = this.holds.get(op.fence!);
    if (!hold) return { word: 'GONE' };
    switch (op.f) {
      case 'extend':
        if (hold.stage !== 'SELECTING') return { word: 'IN_PAYMENT' };
        if (hold.extensions === TERMS.extensions) return { word: 'NO_EXTENSIONS' };
        hold.extensions += 1;
        hold.deadline += TERMS.extensionMs * 1000;
        return { word: 'HELD', fence: hold.fence, ...this.#left(hold, at) };
      case 'change':
        return this.#change(hold, op.change!, at);
      case 'release':
        if (hold.stage !== 'SELECTING') return { word: 'IN_PAYMENT' };
        this.holds.delete(hold.fence);
        return { word: 'RELEASED' };
      case 'pay':
        if (hold.stage === 'SELECTING') hold.stage = 'PAYING';
        return { word: 'PAYING', ...unitsOf(hold) };
      default:
        hold.stage = 'SOLD';
        return { word: 'DONE' };
    }
  }

  #hold(op: Operation, at: number): Outcome {
    const taken = op.seats.filter((seat) => this.#on(seat) || this.#blocked.has(seat));
    if (taken.length > 0) return { word: 'UNAVAILABLE', taken };
    const wanted = op.places[0]?.[1] ?? 0;
    if (wanted > this.#free()) return { word: 'SHORT', short: [1, this.#free()] };
    this.#serial += 1;
    const fence = this.#serial;
    const deadline = at + TERMS.holdMs * 1000;
    this.holds.set(fence, { fence, buyer: op.buyer, seats: op.seats, places: wanted, deadline, extensions: 0, stage: 'SELECTING' });
    return { word: 'HELD', fence, got: op.seats, left: TERMS.holdMs, extensions: 0 };
  }

  #change(hold: TrueHold, { add, drop, places }: HoldChange, at: number): Outcome {
    if (hold.stage !== 'SELECTING') return { word: 'IN_PAYMENT' };
    const taken = add.filter((seat) => this.#blocked.has(seat) || (this.#on(seat) && this.#on(seat) !== hold));
    if (taken.length > 0) return { word: 'UNAVAILABLE', taken };
    const wanted = places[0]?.[1] ?? hold.places;
    if (wanted - hold.places > this.#free()) return { word: 'SHORT', short: [1, this.#free()] };
    hold.seats = [...new Set([...hold.seats.filter((seat) => !drop.includes(seat)), ...add])];
    hold.places = wanted;
    return { word: 'HELD', fence: hold.fence, ...unitsOf(hold), ...this.#left(hold, at) };
  }

  /** Seats, and then places: staff of this office ask for one or the other. */
  #keep({ f, seats, places }: Operation): Outcome {
    const quantity = places[0]?.[1] ?? 0;
    if (f === 'unblock') {
      for (const seat of seats) this.#blocked.delete(seat);
      if (quantity > this.#blockedPlaces) return { word: 'FEWER', blocked: [1, this.#blockedPlaces] };
      this.#blockedPlaces -= quantity;
      return { word: 'UNBLOCKED' };
    }
    const taken = seats.filter((seat) => this.#on(seat));
    if (taken.length > 0) return { word: 'UNAVAILABLE', taken };
    if (quantity > this.#free()) return { word: 'SHORT', short: [1, this.#free()] };
    for (const seat of seats) this.#blocked.add(seat);
    this.#blockedPlaces += quantity;
    return { word: 'BLOCKED' };
  }

  #left({ deadline, extensions }: TrueHold, at: number): Pick<Outcome, 'left' | 'extensions'> {
    return { left: Math.ceil((deadline - at) / 1000), extensions };
  }

  #read(op: Operation): Outcome {
    const state = (hold: TrueHold | undefined) => (hold === undefined ? 0 : hold.stage === 'SOLD' ? 2 : 1);
    return {
      word: 'MAP',
      states: op.seats.map((seat) => (this.#blocked.has(seat) ? 3 : state(this.#on(seat)))),
      free: [[1, this.#free()]],
    };
  }

  #on(seat: number): TrueHold | undefined {
    return [...this.holds.values()].find((hold) => hold.seats.includes(seat));
  }

  #free(): number {
    return [...this.holds.values()].reduce((free, hold) => free - hold.places, TERMS.capacities[0]![1] - this.#blockedPlaces);
  }
}

const unitsOf = ({ seats, places }: TrueHold) => ({ got: seats, places: places > 0 ? [[1, places] as [number, number]] : [] });

interface KnownHold {
  fence: number;
  seats: number[];
  perhaps?: number[];
  places: [number, number][];
  paid: boolean;
}

interface Client {
  name: string;
  freeAt: number;
  holds: KnownHold[];
}

/** A history that could have happened: `clients` at once on three seats and five places, some of them never hearing an answer. */
export function generateHistory(random: Random, { operations = 50, clients = 5, unknown = 0.05 } = {}): EventHistory {
  const office = new TrueOffice();
  const people: Client[] = Array.from({ length: clients }, (_, at) => ({ name: `c${at}`, freeAt: random.below(3000), holds: [] }));
  const begun: { op: Operation; at: number; client: Client; lost: boolean; neverRan: boolean }[] = [];
  const done: Operation[] = [];
  // Operations take effect in the order of their instants; a client that waits for its answer begins nothing else.
  while (done.length < operations) {
    const client = people.reduce((first, one) => (one.freeAt < first.freeAt ? one : first));
    const pending = begun.toSorted((a, b) => a.at - b.at)[0];
    if (pending && pending.at <= client.freeAt) {
      begun.splice(begun.indexOf(pending), 1);
      settle(office, pending);
      done.push(pending.op);
      continue;
    }
    const call = client.freeAt;
    const ret = call + 200 + random.below(6000);
    const op: Operation = {
      id: `${client.name}.${done.length}.${call}`,
      buyer: client.name,
      ...wish(random, client),
      call,
      ret,
      out: null,
    };
    const lost = random.chance(unknown) && op.f !== 'read';
    begun.push({ op, at: call + random.below(ret - call), client, lost, neverRan: lost && random.chance(0.5) });
    client.freeAt = ret + 1 + random.below(4000);
  }
  const owned = [...office.holds.values()].filter(({ stage }) => stage !== 'SELECTING');
  return {
    terms: TERMS,
    operations: done.toSorted((a, b) => a.call - b.call),
    owned: owned.map(({ seats, places, fence, stage }) => ({
      seats,
      places: places ? [[1, places] as [number, number]] : [],
      fence,
      stage: stage === 'SOLD' ? ('SOLD' as const) : ('PAYING' as const),
    })),
    shuts: [],
    changes: [],
  };
}

function settle(
  office: TrueOffice,
  { op, at, client, lost, neverRan }: { op: Operation; at: number; client: Client; lost: boolean; neverRan: boolean },
) {
  const out = neverRan ? null : office.apply(op, at);
  const hold = client.holds.find(({ fence }) => fence === op.fence);
  if (lost) {
    op.ret = null;
    // What is being paid for is not changed any more.
    if (!op.change || hold!.paid) return;
    hold!.perhaps = [...(hold!.perhaps ?? []), ...op.change.add, ...op.change.drop];
    hold!.seats = hold!.seats.filter((seat) => !hold!.perhaps!.includes(seat));
    return;
  }
  op.out = out;
  if (op.change && out?.word === 'HELD') {
    const { add, drop } = op.change;
    const known = [...hold!.seats.filter((seat) => !drop.includes(seat)), ...add];
    Object.assign(hold!, { seats: known.filter((seat) => !hold!.perhaps?.includes(seat)), places: out.places });
  }
  if (out?.word === 'PAYING') Object.assign(hold!, { seats: out.got, places: out.places, perhaps: undefined });
  if (out?.word === 'HELD' && op.f === 'hold') client.holds.push({ fence: out.fence!, seats: op.seats, places: op.places, paid: false });
  if (op.f === 'pay' && out?.word === 'PAYING') hold!.paid = true;
}

function wish(random: Random, client: Client): Pick<Operation, 'f' | 'seats' | 'places' | 'fence' | 'change' | 'perhaps'> {
  const own = client.holds.length > 0 ? random.pick(client.holds.slice(-3)) : null;
  if (own && random.chance(0.5)) {
    const f = own.paid && random.chance(0.5) ? 'confirm' : random.pick(['extend', 'release', 'release', 'pay'] as const);
    const { seats, places, fence } = own;
    const known = { seats, places, fence, ...(own.perhaps ? { perhaps: own.perhaps } : {}) };
    return random.chance(0.2) ? { f: 'change', change: change(random, own), ...known } : { f, ...known };
  }
  if (random.chance(0.12)) return staffWish(random);
  if (random.chance(0.2)) return { f: 'read', seats: [0, 1, 2], places: [], fence: null };
  const seats = [0, 1, 2].filter(() => random.chance(0.4));
  const places: [number, number][] = seats.length === 0 || random.chance(0.2) ? [[1, 1 + random.below(3)]] : [];
  return { f: 'hold', seats, places, fence: null };
}

function change(random: Random, { seats, perhaps = [] }: KnownHold): HoldChange {
  const add = [0, 1, 2].filter((seat) => !seats.includes(seat) && !perhaps.includes(seat) && random.chance(0.5));
  const drop = [...seats, ...perhaps].filter(() => random.chance(0.4));
  return { add, drop, places: random.chance(0.3) ? [[1, 1 + random.below(3)]] : [] };
}

function staffWish(random: Random): Pick<Operation, 'f' | 'seats' | 'places' | 'fence'> {
  const f = random.chance(0.4) ? 'block' : 'unblock';
  const places: [number, number][] = [[1, 1 + random.below(2)]];
  return { f, ...(random.chance(0.7) ? { seats: [random.below(3)], places: [] } : { seats: [], places }), fence: null };
}
