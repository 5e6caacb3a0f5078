import type { Fault } from './checker.js';
import type { EventHistory, Operation } from './history.js';
import { type Possession, possessionsOf } from './possession.js';
import type { ModelOptions } from './seat.model.js';

/** A map may count a hold for a while after its deadline. */
const MAP_LAG_MICROS = 10_000_000;

interface Step {
  at: number;
  surely: number;
  perhaps: number;
}

/**
 * Places of one tier have no names, so they are counted: at no instant may more be held for certain than there are, and every number of
 * free places that was told must lie between what could have been taken at most and what was taken for certain.
 */
export function placesAddUp(history: EventHistory, options: ModelOptions): Fault[] {
  const possessions = possessionsOf(history, options);
  return history.terms.capacities.flatMap(([tier, capacity]) => {
    const own = possessions
      .map((possession) => ({ possession, quantity: quantityOf(possession, tier) }))
      .filter(({ quantity }) => quantity > 0);
    const faults: Fault[] = [];
    const fault = (text: string, operations: Operation[]) => faults.push({ rule: 'places', event: history.terms.event, text, operations });
    if (mostAtOnce(own) > capacity) fault(`tier ${tier} has ${capacity} places, and ${mostAtOnce(own)} were held at once`, []);
    for (const told of numbersTold(history, tier)) {
      const lagMicros = told.exact ? options.askBoundMicros : MAP_LAG_MICROS;
      const { surely, perhaps } = takenDuring(own, told.op.call, told.op.ret!, lagMicros);
      if (told.free > capacity - surely || told.free < Math.max(0, capacity - perhaps) || told.free < 0) {
        fault(`tier ${tier}: ${told.free} free were told, and ${capacity} less ${surely} to ${perhaps} were`, [told.op]);
      }
    }
    return faults;
  });
}

interface Own {
  possession: Possession;
  quantity: number;
}

function quantityOf({ places }: Possession, tier: number): number {
  return places.find(([of]) => of === tier)?.[1] ?? 0;
}

/** Numbers of free places: exact when a wish was refused for them; a map may count a hold for a while after its deadline. */
function numbersTold({ operations }: EventHistory, tier: number): { op: Operation; free: number; exact: boolean }[] {
  return operations.flatMap((op): { op: Operation; free: number; exact: boolean }[] => {
    if (op.ret === null || op.out === null) return [];
    if (op.out.short?.[0] === tier) return [{ op, free: op.out.short[1], exact: true }];
    const entry = op.out.free?.find(([of]) => of === tier);
    return entry ? [{ op, free: entry[1], exact: false }] : [];
  });
}

/** The most units that were held at one instant for certain. */
function mostAtOnce(own: readonly Own[]): number {
  const steps: Step[] = own
    .filter(({ possession }) => possession.surelyUntil > possession.surelyFrom)
    .flatMap(({ possession, quantity }) => [
      { at: possession.surelyFrom, surely: quantity, perhaps: 0 },
      { at: possession.surelyUntil, surely: -quantity, perhaps: 0 },
    ]);
  let now = 0;
  let most = 0;
  // What ends at an instant has ended when another begins there.
  for (const { surely } of steps.toSorted((a, b) => a.at - b.at || a.surely - b.surely)) {
    now += surely;
    most = Math.max(most, now);
  }
  return most;
}

/** Units taken all through an interval for certain, and at some instant of it at most. */
function takenDuring(own: readonly Own[], from: number, to: number, lagMicros: number): { surely: number; perhaps: number } {
  let surely = 0;
  let perhaps = 0;
  for (const { possession, quantity } of own) {
    if (possession.surelyFrom <= from && possession.surelyUntil >= to) surely += quantity;
    if (possession.perhapsFrom <= to && possession.perhapsUntil + lagMicros >= from) perhaps += quantity;
  }
  return { surely, perhaps };
}
