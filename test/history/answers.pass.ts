import type { Fault } from './checker.js';
import { epochOf, type EventHistory, type Operation, PROBES } from './history.js';

/** Nobody is told that something broke: every answer is one of the words. */
export function nothingBroken({ terms, operations }: EventHistory): Fault[] {
  return operations
    .filter(({ out }) => out?.word === 'BROKEN')
    .map((op) => ({ rule: 'no surprises', event: terms.event, text: `${op.f} was answered with: ${op.out!.said}`, operations: [op] }));
}

/** What must not work does not: every probe that was answered got one of its answers. */
export function probesFail({ terms, operations }: EventHistory): Fault[] {
  return operations
    .filter(({ f, out, tried }) => f === 'probe' && out !== null && !(PROBES[tried!] as readonly string[]).includes(out.word))
    .map((op) => ({ rule: 'must not work', event: terms.event, text: `${op.tried} was answered ${op.out!.word}`, operations: [op] }));
}

/**
 * A wish that is sent again with its key gets the hold that it got, or GONE when that is over; once the epoch of the hold is lost, the key is
 * a new one, and never answers for what was lost.
 */
export function keysRepeat({ terms, operations, shuts }: EventHistory): Fault[] {
  const isLost = (op: Operation, surely: boolean) =>
    shuts.some(({ from, until, epoch }) => {
      return epoch !== null && epochOf(op.fence!) < epoch && (surely ? op.call > until[1] : op.ret! >= from[0]);
    });
  return operations.flatMap((op) => {
    if (op.f !== 'again' || op.out === null || op.out.word === 'BROKEN') return [];
    const answersForIt = op.out.word === 'GONE' || op.out.fence === op.fence;
    // The key of a change belongs to its hold for ever.
    if (op.change && answersForIt) return [];
    if (answersForIt ? !isLost(op, true) : isLost(op, false)) return [];
    const text = `the key of hold ${op.fence} was answered ${op.out.word} ${op.out.fence ?? ''}`;
    return [{ rule: 'same key, same answer', event: terms.event, text, operations: [op] }];
  });
}

/** A hold that is being paid keeps its order and its time to pay, however often it is ordered; and it is confirmed once. */
export function ordersStay({ terms, operations }: EventHistory): Fault[] {
  const faults: Fault[] = [];
  const paid = new Map<number, Operation>();
  const confirmed = new Map<number, Operation>();
  const fault = (text: string, shown: Operation[]) => faults.push({ rule: 'orders', event: terms.event, text, operations: shown });
  for (const op of operations) {
    if (op.out?.word === 'PAYING' && op.out.order !== undefined) {
      const other = paid.get(op.fence!) ?? op;
      if (other.out!.order !== op.out.order) fault(`hold ${op.fence} has the orders ${other.out!.order} and ${op.out.order}`, [other, op]);
      if (other.out!.until !== op.out.until) fault(`the time to pay for hold ${op.fence} moved`, [other, op]);
      paid.set(op.fence!, other);
    }
    if (op.out?.first === true) {
      const other = confirmed.get(op.fence!);
      if (other) fault(`hold ${op.fence} was confirmed twice`, [other, op]);
      confirmed.set(op.fence!, op);
    }
  }
  return faults;
}
