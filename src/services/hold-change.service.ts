import type { EventModel } from '../domain/event.js';
import { decodeHoldId, type HoldRecord, type TieredSeat, type TierQuantity } from '../domain/hold.js';
import type { Viewer } from '../domain/viewer.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import { MAX_UNITS_PER_HOLD } from './hold.input.js';
import { sayHold, type HoldTicketsResult } from './hold.outcome.js';
import { operationOf } from './hold.service.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';

export interface ChangeHoldInput {
  holdId: string;
  addSeats: number[];
  dropSeats: number[];
  places: { tierId: string; quantity: number }[];
  idempotencyKey: string;
}

export interface HoldChangePorts {
  inventory: Pick<InventoryPort, 'change' | 'readHold'>;
  events: EventReader;
  now?: () => number;
}

/** Adding to a hold and dropping from it in one step: nobody else can slip in between. */
export class HoldChangeService {
  readonly #ports: HoldChangePorts;
  readonly #now: () => number;

  constructor(ports: HoldChangePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /**
   * All or nothing; the deadline stays. Safe to repeat with the same key and input: the same answer.
   * @throws BAD_USER_INPUT (also for a change that would leave nothing), IDEMPOTENCY_CONFLICT, DEPENDENCY_UNAVAILABLE.
   */
  async changeHold(viewer: Viewer, input: ChangeHoldInput): Promise<HoldTicketsResult> {
    const problems = new ProblemList();
    checkIdempotencyKey(problems, input.idempotencyKey);
    problems.throwIfAny();
    const address = decodeHoldId(input.holdId);
    const event = address === null ? null : await this.#ports.events.event(address.eventId);
    if (address === null || event === null) return { kind: 'HoldGone' };
    const change = readChange(input, event, await this.#ports.events.tierBySeat(event));
    const hold = await this.#ports.inventory.readHold(address);
    // Of a hold that is there, and is not changed by this very call already, something must be left.
    if (hold !== null && hold.buyer === viewer.personId) refuseEmptying(hold, change, event);
    const outcome = await this.#ports.inventory.change({
      address,
      buyer: viewer.personId,
      operation: operationOf(viewer, 'changeHold', input.idempotencyKey, { ...input, idempotencyKey: undefined }),
      orphanRule: event.orphanRule,
      ...change,
    });
    return sayHold(outcome, event, this.#now());
  }
}

interface Change {
  addSeats: TieredSeat[];
  dropSeats: TieredSeat[];
  places: TierQuantity[];
}

function readChange(input: ChangeHoldInput, event: EventModel, tierBySeat: Uint8Array): Change {
  const problems = new ProblemList();
  const named = input.addSeats.length + input.dropSeats.length + input.places.length;
  problems.check(named > 0, 'addSeats', 'nothing is to be changed');
  problems.check(named <= 2 * MAX_UNITS_PER_HOLD, 'addSeats', `at most ${2 * MAX_UNITS_PER_HOLD} changes at once`);
  problems.throwIfAny();
  const seats = (indexes: number[], name: string) =>
    indexes.map((index, i) => {
      const path = `${name}[${i}]`;
      if (problems.check(index >= 0 && index < tierBySeat.length, path, `the event has no seat ${index}`)) {
        problems.check(indexes.indexOf(index) === i, path, `seat ${index} is named twice`);
      }
      return { index, tier: tierBySeat[index] ?? 0 };
    });
  const addSeats = seats(input.addSeats, 'addSeats');
  const dropSeats = seats(input.dropSeats, 'dropSeats');
  for (const [i, index] of input.dropSeats.entries()) {
    problems.check(!input.addSeats.includes(index), `dropSeats[${i}]`, `seat ${index} is to be added too`);
  }
  const places = input.places.map((wish, i) => {
    const tier = event.tiers.find((candidate) => candidate.id === wish.tierId && candidate.kind === 'GENERAL_ADMISSION');
    problems.check(tier !== undefined, `places[${i}].tierId`, 'the event has no such tier of general admission');
    problems.check(input.places.findIndex((other) => other.tierId === wish.tierId) === i, `places[${i}].tierId`, 'the tier is named twice');
    problems.check(
      wish.quantity >= 0 && wish.quantity <= MAX_UNITS_PER_HOLD,
      `places[${i}].quantity`,
      `must be 0 to ${MAX_UNITS_PER_HOLD}`,
    );
    return { tier: tier?.position ?? 0, quantity: wish.quantity };
  });
  problems.throwIfAny();
  return { addSeats, dropSeats, places };
}

function refuseEmptying(hold: HoldRecord, change: Change, event: EventModel): void {
  const seatsLeft = hold.seats.filter((seat) => !change.dropSeats.some((drop) => drop.index === seat)).length + change.addSeats.length;
  const kept = hold.units.filter(
    ({ tier }) => event.tiers[tier]?.kind === 'GENERAL_ADMISSION' && !change.places.some((wish) => wish.tier === tier),
  );
  const placesLeft = [...kept, ...change.places].reduce((sum, { quantity }) => sum + quantity, 0);
  const problems = new ProblemList();
  problems.check(seatsLeft + placesLeft > 0, 'dropSeats', 'nothing would be left: release the hold instead');
  problems.throwIfAny();
}
