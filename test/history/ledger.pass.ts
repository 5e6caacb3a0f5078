import type { Fault } from './checker.js';
import type { EventHistory, Operation, Owned } from './history.js';

/**
 * Each sale that was confirmed to its buyer is owned exactly once in the end, what was cancelled not at all, and everything that is owned had an order that was placed, or
 * may have been.
 */
export function ledgerJoin({ terms, operations, owned }: EventHistory): Fault[] {
  const fault = (text: string, shown: Operation[] = []): Fault => ({ rule: 'ledger', event: terms.event, text, operations: shown });
  const byFence = new Map<number, Owned[]>();
  for (const entry of owned) byFence.set(entry.fence, [...(byFence.get(entry.fence) ?? []), entry]);
  const cancelled = new Set(operations.filter(({ f, out }) => f === 'cancel' && out?.word !== 'TOO_LATE').map(({ fence }) => fence));
  return [
    ...operations.filter(isPromise).flatMap((op) => {
      const entries = byFence.get(op.fence!) ?? [];
      if (op.out!.word === 'PAYING' && cancelled.has(op.fence!)) return [];
      if (entries.length !== 1) return [fault(`hold ${op.fence} was ${op.out!.word} and is in the books ${entries.length} times`, [op])];
      const [entry] = entries as [Owned];
      if (op.out!.word !== 'PAYING' && entry.stage !== 'SOLD') return [fault(`hold ${op.fence} was sold and is not`, [op])];
      return sameUnits(entry, op) ? [] : [fault(`hold ${op.fence} was sold with other seats or places`, [op])];
    }),
    ...operations
      .filter(({ out, fence }) => out?.word === 'CANCELLED' && byFence.has(fence!))
      .map((op) => fault(`hold ${op.fence} was cancelled and is in the books`, [op])),
    ...ownedTwice(owned).map((seat) => fault(`seat ${seat} is owned twice`)),
    ...unordered(operations, owned).map((entry) => fault(`hold ${entry.fence} is owned and nobody ordered it`)),
  ];
}

const isPromise = ({ out }: Operation) => out?.word === 'PAYING' || out?.word === 'SOLD' || out?.word === 'DONE';

/** With the units that the answer told, or, when it told none, those that its buyer knew of. */
function sameUnits(entry: Owned, { seats: known, places: knownPlaces, out }: Operation): boolean {
  const seats = (list: number[]) => list.toSorted((a, b) => a - b).join();
  const places = (list: [number, number][]) => list.toSorted(([a], [b]) => a - b).join(';');
  const [paid, paidPlaces] = out?.got ? [out.got, out.places ?? []] : [known, knownPlaces];
  return seats(entry.seats) === seats(paid) && places(entry.places) === places(paidPlaces);
}

function ownedTwice(owned: readonly Owned[]): number[] {
  const seats = owned.flatMap((entry) => entry.seats);
  return [...new Set(seats.filter((seat, at) => seats.indexOf(seat) !== at))];
}

/** Owned without a placeOrder that was answered with the order, or not answered at all. */
function unordered(operations: readonly Operation[], owned: readonly Owned[]): Owned[] {
  const ordered = new Set(
    operations.filter(({ f, out }) => f === 'pay' && (out === null || out.word === 'PAYING')).map(({ fence }) => fence),
  );
  return owned.filter(({ fence }) => !ordered.has(fence));
}
