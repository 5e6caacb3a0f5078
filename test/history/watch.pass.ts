import type { Fault } from './checker.js';
import { type Change, type EventHistory, fenceNumber, type Operation } from './history.js';

/** The version that an answer names: the one it was judged on, or that it made. */
function versionOf({ f, out }: Operation): number | null {
  if (out === null) return null;
  return out.at ?? (f === 'hold' && out.word === 'HELD' ? out.fence! : null);
}

/** The map goes forward only: whoever asks after an answer gets one of that version or a later one. */
export function versionsGrow({ terms, operations }: EventHistory): Fault[] {
  const told = operations.flatMap((op) => {
    const version = versionOf(op);
    return version === null || op.ret === null ? [] : [{ op, version }];
  });
  const byReturn = told.toSorted((a, b) => a.op.ret! - b.op.ret!);
  const faults: Fault[] = [];
  let next = 0;
  let highest: (typeof told)[number] | null = null;
  for (const one of told.toSorted((a, b) => a.op.call - b.op.call)) {
    for (; next < byReturn.length && byReturn[next]!.op.ret! < one.op.call; next += 1) {
      if (highest === null || byReturn[next]!.version > highest.version) highest = byReturn[next]!;
    }
    if (highest === null || highest.version <= one.version) continue;
    const text = `version ${one.version} was told after ${highest.version}`;
    faults.push({ rule: 'versions', event: terms.event, text, operations: [highest.op, one.op] });
  }
  return faults;
}

/**
 * Who listens hears every change once, in order; and, by the end, of every version that anybody was told. The last look at the map, taken
 * when there was time enough to hear of all before it, says until when.
 */
export function changesHeard({ terms, operations, changes }: EventHistory): Fault[] {
  if (terms.watched !== true) return [];
  const faults: Fault[] = [];
  const fault = (text: string, shown: Operation[] = []) => faults.push({ rule: 'watch', event: terms.event, text, operations: shown });
  for (const [at, change] of changes.entries()) {
    const before = changes[at - 1];
    if (before && (change.epoch < before.epoch || (change.epoch === before.epoch && change.version !== before.version + 1))) {
      fault(`version ${change.epoch}.${change.version} was heard after ${before.epoch}.${before.version}`);
    }
  }
  const heard = new Set(changes.map(({ epoch, version }) => fenceNumber(epoch, version)));
  // What was there when the listening began.
  heard.add(fenceNumber(1, 1));
  const lastLook = operations.findLast(({ buyer }) => buyer === 'watcher');
  for (const op of operations) {
    const version = versionOf(op);
    if (version === null || op.ret === null || heard.has(version) || (op.ret > lastLook!.call && op !== lastLook)) continue;
    fault(`version ${version} was told, and never heard of`, [op]);
  }
  return faults;
}

/** Whoever applies the changes to the map has, at every version, the map that others are shown; and a grant is a change of its own. */
export function foldIsMap({ terms, operations, changes }: EventHistory): Fault[] {
  if (terms.watched !== true) return [];
  const told = new Map<number, Operation[]>();
  for (const op of operations) {
    const version = versionOf(op);
    if (version !== null) told.set(version, [...(told.get(version) ?? []), op]);
  }
  const fold = new Fold(new Map(terms.capacities));
  return changes.flatMap((change) => {
    fold.apply(change);
    return (told.get(fenceNumber(change.epoch, change.version)) ?? []).flatMap((op) => {
      const text = op.f === 'read' ? fold.differsFrom(op) : fold.refutes(op, change);
      return text === null ? [] : [{ rule: 'watch', event: terms.event, text, operations: [op] }];
    });
  });
}

/** A map that is kept by applying changes. Of an epoch that began with a load only what was said since is known. */
class Fold {
  #epoch = 1;
  #seats = new Map<number, number>();
  #free: Map<number, number>;

  constructor(free: Map<number, number>) {
    this.#free = free;
  }

  apply({ epoch, words, free }: Change): void {
    if (epoch !== this.#epoch) [this.#seats, this.#free] = [new Map(), new Map()];
    this.#epoch = epoch;
    for (const word of words) this.#seats.set(word >> 2, word & 3);
    for (const [tier, count] of free) this.#free.set(tier, count);
  }

  /** @returns how a map that was shown differs, or null */
  differsFrom({ seats, out }: Operation): string | null {
    for (const [at, seat] of seats.entries()) {
      const state = this.#stateOf(seat);
      if (state !== null && state !== out!.states![at]) return `seat ${seat} was shown as ${out!.states![at]}, and heard to be ${state}`;
    }
    for (const [tier, count] of out!.free ?? []) {
      const heard = this.#free.get(tier);
      if (heard !== undefined && heard !== count) return `tier ${tier} was shown with ${count} free, and heard to have ${heard}`;
    }
    return null;
  }

  /** @returns why an answer about seats cannot be right at this version, or null */
  refutes(op: Operation, { words }: Change): string | null {
    const granted = op.out!.word !== 'HELD' ? [] : op.f === 'hold' ? op.seats : op.f === 'change' && !op.perhaps ? op.change!.add : [];
    const missing = granted.find((seat) => !words.includes(seat * 4 + 1));
    if (missing !== undefined) return `seat ${missing} was granted, and the change of that version does not say so`;
    const kept = op.out!.word === 'HELD' && op.f === 'change' && !op.perhaps && op.change!.drop.find((seat) => !words.includes(seat * 4));
    if (kept !== undefined && kept !== false) return `seat ${kept} was dropped, and the change of that version does not say so`;
    const free = op.out!.taken?.find((seat) => this.#stateOf(seat) === 0);
    return free === undefined ? null : `seat ${free} was refused, and heard to be free`;
  }

  #stateOf(seat: number): number | null {
    return this.#seats.get(seat) ?? (this.#epoch === 1 ? 0 : null);
  }
}
