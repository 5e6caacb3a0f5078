import { epochOf, type EventHistory, type Operation } from './history.js';
import type { ModelOptions } from './seat.model.js';

/** From when to when some units were kept by a granted hold: for certain, and at most. Microseconds. */
export interface Possession {
  grant: Operation;
  /** null: granted in an operation of unknown outcome, or not at all. */
  fence: number | null;
  /** Those of the hold for which the same is true; all of it when it was never changed. */
  seats: readonly number[];
  places: readonly (readonly [tier: number, quantity: number])[];
  surelyFrom: number;
  surelyUntil: number;
  perhapsFrom: number;
  /** Without the time after a deadline that is allowed for. */
  perhapsUntil: number;
}

type Span = Pick<Possession, 'surelyFrom' | 'surelyUntil' | 'perhapsFrom' | 'perhapsUntil'>;

const NEVER = { surelyFrom: Infinity, surelyUntil: -Infinity };

/** Works out the possessions of a history from what was said of each hold. Unknown grants come too: they may have been. */
export function possessionsOf({ terms, operations }: EventHistory, { clockErrorMicros, losses }: ModelOptions): Possession[] {
  const acts = new Map<number, Operation[]>();
  for (const op of operations) {
    if (op.fence === null || op.f === 'read') continue;
    const list = acts.get(op.fence);
    if (list) list.push(op);
    else acts.set(op.fence, [op]);
  }
  const ttl = terms.holdMs * 1000;
  const more = terms.extensionMs * 1000;
  return operations.filter(isGrant).flatMap((grant): Possession[] => {
    const fence = grant.out?.fence ?? null;
    const { seats, places } = grant;
    if (fence === null) return [{ grant, fence, seats, places, ...NEVER, perhapsFrom: grant.call, perhapsUntil: Infinity }];
    const own = acts.get(fence) ?? [];
    const said = (word: string) => own.filter(({ out }) => out?.word === word);
    const open = (f: Operation['f']) => own.filter((op) => op.f === f && op.out === null);
    const paid = said('PAYING').length + said('SOLD').length + said('DONE').length > 0;
    const extended = own.filter(({ f, out }) => f === 'extend' && out?.word === 'HELD').length;
    const perhapsExtended = open('extend').length + own.filter(({ f, out }) => f === 'extend' && out?.word === 'GONE').length;
    // Its units go back some time after it was cancelled.
    const cancels = [...said('CANCELLED'), ...open('cancel')];
    const releases = [...said('RELEASED'), ...open('release')];
    const released = said('RELEASED').map(({ ret }) => ret!);
    const lost = losses.filter(({ epoch }) => epochOf(fence) < epoch!);
    const earliest = grant.call + ttl + extended * more - clockErrorMicros;
    const latest = grant.ret! + ttl + Math.min(terms.extensions, extended + perhapsExtended) * more + clockErrorMicros;
    const whole = {
      surelyFrom: grant.ret!,
      surelyUntil: paid
        ? Math.min(Infinity, ...cancels.map(({ call }) => call))
        : Math.min(earliest, ...releases.map(({ call }) => call), ...lost.map(({ from }) => from[0])),
      perhapsFrom: grant.call,
      perhapsUntil: paid || open('pay').length > 0 ? Infinity : Math.min(latest, ...released, ...lost.map(({ until }) => until[1])),
    };
    const changes = own.filter(({ f, out }) => f === 'change' && (out === null || out.word === 'HELD' || out.word === 'GONE'));
    if (changes.length === 0) return [{ grant, fence, seats, places, ...whole }];
    return partsOf(grant, changes, whole).map((part) => ({ grant, fence, ...part }));
  });
}

/** A hold that was granted, or whose outcome nobody was told. */
function isGrant({ f, out }: Operation): boolean {
  return f === 'hold' && (out === null || out.word === 'HELD');
}

/** One unit that changes were about: a seat, of which there is one or none, or the places of a tier. */
interface Unit {
  seat?: number;
  tier?: number;
  /** How many the hold had at first. */
  first: number;
}

/** What a hold that was changed had, unit by unit: each from one change that was about it until the next. */
function partsOf(grant: Operation, changes: readonly Operation[], whole: Span): Omit<Possession, 'grant' | 'fence'>[] {
  const touched = new Set(changes.flatMap(({ change }) => [...change!.add, ...change!.drop]));
  const tiers = new Set(changes.flatMap(({ change }) => change!.places.map(([tier]) => tier)));
  const units: Unit[] = [
    ...Array.from(touched, (seat) => ({ seat, first: grant.seats.includes(seat) ? 1 : 0 })),
    ...Array.from(tiers, (tier) => ({ tier, first: grant.places.find(([of]) => of === tier)?.[1] ?? 0 })),
  ];
  const untouched = {
    seats: grant.seats.filter((seat) => !touched.has(seat)),
    places: grant.places.filter(([tier]) => !tiers.has(tier)),
    ...whole,
  };
  return [untouched, ...units.flatMap((unit) => unitParts(grant, unit, changes, whole))];
}

function unitParts(grant: Operation, unit: Unit, changes: readonly Operation[], whole: Span): Omit<Possession, 'grant' | 'fence'>[] {
  const about = changes.flatMap(({ change, call, ret, out }) => {
    const count = countAfter(unit, change!);
    return count === null ? [] : [{ count, call, ret: ret!, known: out?.word === 'HELD' }];
  });
  const unknown = about.filter(({ known }) => !known);
  const steps = [{ count: unit.first, call: grant.call, ret: grant.ret! }, ...about.filter(({ known }) => known)].toSorted(
    (a, b) => a.call - b.call,
  );
  return steps.flatMap((step, at) => {
    const next = steps[at + 1];
    const span = {
      surelyFrom: Math.max(step.ret, whole.surelyFrom),
      surelyUntil: Math.min(next?.call ?? Infinity, whole.surelyUntil),
      perhapsFrom: step.call,
      perhapsUntil: Math.min(next?.ret ?? Infinity, whole.perhapsUntil),
    };
    const others = unknown.filter(({ call }) => call < (next?.ret ?? Infinity)).map(({ count }) => count);
    const [least, most] = [Math.min(step.count, ...others), Math.max(step.count, ...others)];
    return [
      ...(least > 0 ? [{ ...unitsOf(unit, least), ...span }] : []),
      ...(most > least ? [{ ...unitsOf(unit, most - least), ...span, ...NEVER }] : []),
    ];
  });
}

/** @returns how many of the unit the hold has after the change, or null when the change is not about it */
function countAfter({ seat, tier }: Unit, { add, drop, places }: NonNullable<Operation['change']>): number | null {
  if (seat === undefined) return places.find(([of]) => of === tier)?.[1] ?? null;
  return add.includes(seat) ? 1 : drop.includes(seat) ? 0 : null;
}

function unitsOf({ seat, tier }: Unit, count: number): Pick<Possession, 'seats' | 'places'> {
  return seat === undefined ? { seats: [], places: [[tier!, count]] } : { seats: [seat], places: [] };
}
