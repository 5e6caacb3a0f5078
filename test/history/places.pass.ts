import type { Fault } from './checker.js';
import type { EventHistory, Operation } from './history.js';
import { BlockedPlaces } from './blocked.js';
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
    const blocked = new BlockedPlaces(history.operations, tier);
    const most = mostAtOnce(own);
    return [
      ...(most > capacity ? [{ text: `tier ${tier} has ${capacity} places, and ${most} were held at once`, operations: [] }] : []),
      ...tooManyTaken(history, { tier, capacity, own, blocked }),
      ...wronglyTold(history, { tier, capacity, own, blocked }, options),
    ].map((one) => ({ rule: 'places', event: history.terms.event, ...one }));
  });
}

interface Tier {
  tier: number;
  capacity: number;
  own: readonly Own[];
  blocked: BlockedPlaces;
}

type Wrong = Pick<Fault, 'text' | 'operations'>;

/** Places that were given or blocked although, with what others held and staff had blocked all through, there were not so many. */
function tooManyTaken({ operations }: EventHistory, { tier, capacity, own, blocked }: Tier): Wrong[] {
  return operations.flatMap((op) => {
    const quantity = (op.f === 'hold' && op.out?.word === 'HELD') || op.out?.word === 'BLOCKED' ? quantityOf(op, tier) : 0;
    if (quantity === 0) return [];
    const others = own.filter(({ possession }) => possession.grant !== op);
    const taken = quantity + blocked.during(op.call, op.ret!).surely + takenDuring(others, op.call, op.ret!, 0).surely;
    return taken > capacity ? [{ text: `tier ${tier} has ${capacity} places, and ${taken} were taken`, operations: [op] }] : [];
  });
}

/** Numbers of free or blocked places that cannot have been. */
function wronglyTold(history: EventHistory, { tier, capacity, own, blocked }: Tier, options: ModelOptions): Wrong[] {
  const wrong: Wrong[] = [];
  for (const { op, free, exact } of numbersTold(history, tier)) {
    const held = takenDuring(own, op.call, op.ret!, exact ? options.askBoundMicros : MAP_LAG_MICROS);
    const kept = blocked.during(op.call, op.ret!);
    const [surely, perhaps] = [held.surely + kept.surely, held.perhaps + kept.perhaps];
    if (free <= capacity - surely && free >= Math.max(0, capacity - perhaps)) continue;
    wrong.push({ text: `tier ${tier}: ${free} free were told, and ${capacity} less ${surely} to ${perhaps} were`, operations: [op] });
  }
  for (const op of history.operations) {
    if (op.out?.blocked?.[0] !== tier) continue;
    const [told, { surely, perhaps }] = [op.out.blocked[1], blocked.during(op.call, op.ret!)];
    if (told >= surely && told <= perhaps) continue;
    wrong.push({ text: `tier ${tier}: ${told} blocked were told, and ${surely} to ${perhaps} were`, operations: [op] });
  }
  return wrong;
}

interface Own {
  possession: Possession;
  quantity: number;
}

function quantityOf({ places }: Pick<Possession, 'places'>, tier: number): number {
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
