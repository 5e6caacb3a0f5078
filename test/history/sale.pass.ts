import type { Fault } from './checker.js';
import type { EventHistory, Operation } from './history.js';
import { type Possession, possessionsOf } from './possession.js';
import type { ModelOptions } from './seat.model.js';

/** Nothing is held while the sale is shut for certain, and nobody is told that it is while it is open for certain. */
export function closedWhenShut({ terms, operations, shuts }: EventHistory, { clockErrorMicros }: ModelOptions): Fault[] {
  return operations.flatMap((op): Fault[] => {
    if ((op.f !== 'hold' && op.f !== 'change') || op.ret === null || op.out === null) return [];
    const fault = (text: string): Fault[] => [{ rule: 'sale shut', event: terms.event, text, operations: [op] }];
    if (op.out.word === 'HELD' && needsOpenSale(op) && shuts.some(({ from, until }) => op.call > from[1] && op.ret! < until[0])) {
      return fault(`hold ${op.out.fence} was granted while the sale was shut`);
    }
    const wasShut = shuts.some(({ from, until }) => op.ret! + clockErrorMicros >= from[0] && op.call <= until[1] + clockErrorMicros);
    return op.out.word === 'CLOSED' && !wasShut ? fault('a sale that was open was called closed') : [];
  });
}

/** A wish; of changes, those after which a hold has more than before. */
function needsOpenSale({ f, change, places, perhaps }: Operation): boolean {
  if (f === 'hold') return true;
  const had = (tier: number) => places.find(([of]) => of === tier)?.[1] ?? 0;
  const isMore = change!.add.length > change!.drop.length || change!.places.some(([tier, quantity]) => quantity > had(tier));
  return perhaps === undefined && isMore;
}

/** A buyer holds and owns no more than the limit; and nobody is refused for it who holds less. */
export function limitHolds(history: EventHistory, options: ModelOptions): Fault[] {
  const limit = history.terms.maxPerBuyer;
  if (limit === undefined) return [];
  const byBuyer = new Map<string, Possession[]>();
  for (const possession of possessionsOf(history, options)) {
    const own = byBuyer.get(possession.grant.buyer);
    if (own) own.push(possession);
    else byBuyer.set(possession.grant.buyer, [possession]);
  }
  return history.operations.flatMap((op): Fault[] => {
    if ((op.f !== 'hold' && op.f !== 'change') || op.ret === null || (op.out?.word !== 'HELD' && op.out?.word !== 'LIMIT')) return [];
    const held = op.out.word === 'HELD';
    const others = (byBuyer.get(op.buyer) ?? []).filter(({ grant, fence }) =>
      op.f === 'hold' ? grant !== op : !held || fence !== op.fence,
    );
    const counted = others.filter((one) => (held ? isSurelyThrough(one, op) : mayBeDuring(one, op, options.askBoundMicros)));
    const units = counted.reduce((sum, one) => sum + unitsOf(one), unitsAskedFor(op));
    if (held ? units <= limit : units > limit) return [];
    const text = held ? `${op.buyer} has ${units} units of ${limit}` : `${op.buyer} was refused although it would have at most ${units}`;
    return [{ rule: 'limit', event: history.terms.event, text, operations: [op] }];
  });
}

/** Of a wish, its units; of a change, those of the hold when it was granted, and those that came to them at most when it was refused. */
function unitsAskedFor(op: Operation): number {
  if (op.f === 'hold') return unitsOf(op);
  if (op.out!.word === 'HELD') return unitsOf({ seats: op.out!.got ?? [], places: op.out!.places ?? [] });
  const { add, drop, places } = op.change!;
  const replaced = op.places.filter(([tier]) => places.some(([of]) => of === tier));
  return unitsOf({ seats: add, places }) - (op.perhaps ? 0 : unitsOf({ seats: drop, places: replaced }));
}

function unitsOf({ seats, places }: Pick<Possession, 'seats' | 'places'>): number {
  return places.reduce((sum, [, quantity]) => sum + quantity, seats.length);
}

function isSurelyThrough({ surelyFrom, surelyUntil }: Possession, { call, ret }: Operation): boolean {
  return surelyFrom <= call && surelyUntil >= ret!;
}

function mayBeDuring({ perhapsFrom, perhapsUntil }: Possession, { call, ret }: Operation, boundMicros: number): boolean {
  return perhapsFrom <= ret! && perhapsUntil + boundMicros >= call;
}
