import type { EventModel, TierModel } from '../domain/event.js';
import type { TieredSeat, TierQuantity } from '../domain/hold.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';

export interface HoldTicketsInput {
  eventId: string;
  seats: number[];
  places: { tierId: string; quantity: number }[];
  idempotencyKey: string;
  /** Leave from the waiting room. */
  admission?: string | null;
}

/** No buyer may ever hold more at once, whatever an event allows; beyond it a request is a mistake or an attack. */
export const MAX_UNITS_PER_HOLD = 100;

/**
 * Checks what a buyer wants to hold against the event's chart and tiers, before anything reaches Redis.
 * @throws BAD_USER_INPUT that names every problem with its path.
 */
export function readHoldInput(
  input: HoldTicketsInput,
  event: EventModel,
  tierBySeat: Uint8Array,
): { seats: TieredSeat[]; places: TierQuantity[] } {
  const problems = new ProblemList();
  checkIdempotencyKey(problems, input.idempotencyKey);
  problems.check(input.seats.length + input.places.length > 0, 'seats', 'nothing is asked for');
  const fits =
    problems.check(input.seats.length <= MAX_UNITS_PER_HOLD, 'seats', `at most ${MAX_UNITS_PER_HOLD} seats at once`) &&
    problems.check(input.places.length <= event.tiers.length, 'places', 'more entries than the event has tiers');
  if (!fits) problems.throwIfAny();
  const seats = input.seats.map((index, i) => readSeat(problems, input.seats, index, i, tierBySeat));
  const places = input.places.map((wish, i) => readPlaces(problems, input, wish, i, event.tiers));
  problems.throwIfAny();
  return { seats, places };
}

function readSeat(problems: ProblemList, all: number[], index: number, i: number, tierBySeat: Uint8Array): TieredSeat {
  const path = `seats[${i}]`;
  if (problems.check(index >= 0 && index < tierBySeat.length, path, `the event has no seat ${index}`)) {
    problems.check(all.indexOf(index) === i, path, `seat ${index} is named twice`);
  }
  return { index, tier: tierBySeat[index] ?? 0 };
}

function readPlaces(
  problems: ProblemList,
  input: HoldTicketsInput,
  wish: { tierId: string; quantity: number },
  i: number,
  tiers: TierModel[],
): TierQuantity {
  const path = `places[${i}]`;
  const tier = tiers.find((candidate) => candidate.id === wish.tierId);
  if (problems.check(tier !== undefined, `${path}.tierId`, 'the event has no such tier')) {
    problems.check(tier!.kind === 'GENERAL_ADMISSION', `${path}.tierId`, 'the tier has numbered seats: name them in seats');
    problems.check(input.places.findIndex((other) => other.tierId === wish.tierId) === i, `${path}.tierId`, 'the tier is named twice');
  }
  const sane = wish.quantity >= 1 && wish.quantity <= MAX_UNITS_PER_HOLD;
  problems.check(sane, `${path}.quantity`, `must be 1 to ${MAX_UNITS_PER_HOLD}`);
  return { tier: tier?.position ?? 0, quantity: wish.quantity };
}
