import type { Deadlines } from './change.rule.js';
import type { Fault } from './checker.js';
import type { EventHistory, Operation } from './history.js';
import type { ModelOptions } from './seat.model.js';

/** Between what the deadline of each hold must be, by its grant. */
export function deadlinesOf({ terms, operations }: EventHistory): Deadlines {
  const [ttl, more] = [terms.holdMs * 1000, terms.extensionMs * 1000];
  const grants = operations.filter(({ f, out }) => f === 'hold' && out?.word === 'HELD');
  return new Map(grants.map(({ out, call, ret }) => [out!.fence!, { early: call + ttl, late: ret! + ttl + terms.extensions * more }]));
}

interface Told {
  op: Operation;
  early: number;
  late: number;
}

/** The deadline of a hold moves by its extensions, and by nothing else: all answers that tell it agree. */
export function deadlinesStay({ terms, operations }: EventHistory, { clockErrorMicros }: ModelOptions): Fault[] {
  const faults: Fault[] = [];
  const known = new Map<number, { earliest: Told; latest: Told }>();
  for (const op of operations) {
    const told = toldBy(op, terms.extensionMs, clockErrorMicros);
    if (told === null) continue;
    const fence = op.out!.fence!;
    const { earliest, latest } = known.get(fence) ?? { earliest: told, latest: told };
    const other = told.early > latest.late ? latest : told.late < earliest.early ? earliest : null;
    if (other)
      faults.push({ rule: 'deadline', event: terms.event, text: `the deadline of hold ${fence} moved`, operations: [other.op, op] });
    known.set(fence, { earliest: told.early > earliest.early ? told : earliest, latest: told.late < latest.late ? told : latest });
  }
  return faults;
}

/** Between what the deadline was before the extensions, by one answer; or null. */
function toldBy({ out, call, ret, ...op }: Operation, extensionMs: number, errorMicros: number): Told | null {
  if (out?.left === undefined || out.fence === undefined) return null;
  const moved = 1000 * (out.left - out.extensions! * extensionMs);
  return { op: { ...op, out, call, ret }, early: call + moved - errorMicros, late: ret! + moved + errorMicros };
}
