import type { EventModel, TierModel } from '../domain/event.js';
import { isId } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { BlockPort } from '../stores/block.port.js';
import type { EventPort, EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { checkReason, ProblemList } from './problem-list.js';

export interface BlockServicePorts {
  events: EventReader;
  inventory: Pick<InventoryPort, 'block' | 'unblock'>;
  blocks: BlockPort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  lease: Pick<EventPort, 'alone'>;
}

export type BlockResult =
  | { kind: 'Event'; event: EventModel }
  | { kind: 'SeatsUnavailable'; taken: number[]; cursor: MapCursor }
  | { kind: 'PlacesUnavailable'; tierId: string; available: number };

const MOST_SEATS = 1000;
const MOST_PLACES = 1_000_000;

/**
 * Seats and places that staff keep from sale. Blocking takes, so Redis goes first: what it cannot give is not blocked. Unblocking
 * gives, so the ledger goes first. Whatever a crash leaves in between, Redis has fewer free than the ledger allows, never more, and
 * repeating the operation or `repairInventory` mends it. Each does both steps under the event's lease: two members of staff at the same
 * seat, or a rebuild, never come between the steps of another.
 */
export class BlockService {
  readonly #ports: BlockServicePorts;
  /** Who waits for a lease holds a connection: one at a time in a process, so that those who have one find connections for their work. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: BlockServicePorts) {
    this.#ports = ports;
  }

  /** Blocks free seats, all or none. Safe to repeat. @throws NOT_FOUND, BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE. */
  async blockSeats(actor: Viewer, eventId: string, seats: number[], reason: string): Promise<BlockResult> {
    const event = await this.#prepared(eventId);
    const tiered = await this.#seats(event, seats, reason);
    return this.#alone(event, async () => {
      const outcome = await this.#ports.inventory.block({ eventId: event.id, seats: tiered, places: [] });
      if (outcome.kind === 'UNAVAILABLE') return { kind: 'SeatsUnavailable', taken: outcome.taken, cursor: outcome.cursor };
      if (outcome.kind !== 'DONE') throw recovering();
      const rows = tiered.map(({ index, tier }) => ({ tierId: event.tiers[tier]!.id, seatIndex: index }));
      await this.#write(actor, 'event.blockSeats', event, { seats, reason }, (tx) =>
        this.#ports.blocks.addSeats(tx, event.id, rows, reason),
      );
      return { kind: 'Event', event };
    });
  }

  /** Frees blocked seats; others stay as they are. Safe to repeat. @throws NOT_FOUND, BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE. */
  async unblockSeats(actor: Viewer, eventId: string, seats: number[]): Promise<BlockResult> {
    const event = await this.#prepared(eventId);
    const tiered = await this.#seats(event, seats, 'none needed');
    return this.#alone(event, async () => {
      await this.#write(actor, 'event.unblockSeats', event, { seats }, (tx) => this.#ports.blocks.removeSeats(tx, event.id, seats));
      // Not only what the ledger gave up just now: a crash may have stopped an earlier call between the two.
      const outcome = await this.#ports.inventory.unblock({ eventId: event.id, seats: tiered, places: [] });
      if (outcome.kind === 'CLOSED') throw recovering();
      return { kind: 'Event', event };
    });
  }

  /** Blocks as many more free places. @throws NOT_FOUND, BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE. */
  async blockPlaces(actor: Viewer, eventId: string, tierId: string, quantity: number, reason: string): Promise<BlockResult> {
    const { inventory, blocks } = this.#ports;
    const event = await this.#prepared(eventId);
    const tier = places(event, tierId, quantity, reason);
    const units = { eventId: event.id, seats: [], places: [{ tier: tier.position, quantity }] };
    return this.#alone(event, async () => {
      const outcome = await inventory.block(units);
      if (outcome.kind === 'SHORT') return { kind: 'PlacesUnavailable', tierId: tier.id, available: outcome.available };
      if (outcome.kind !== 'DONE') throw recovering();
      const kept = await this.#write(actor, 'event.blockPlaces', event, { tierId, quantity, reason }, (tx) =>
        blocks.addPlaces(tx, event.id, tier.id, quantity, reason),
      );
      if (kept) return { kind: 'Event', event };
      await inventory.unblock(units);
      return { kind: 'PlacesUnavailable', tierId: tier.id, available: 0 };
    });
  }

  /** Frees as many blocked places, or as many as there are. @throws NOT_FOUND, BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE. */
  async unblockPlaces(actor: Viewer, eventId: string, tierId: string, quantity: number): Promise<BlockResult> {
    const event = await this.#prepared(eventId);
    const tier = places(event, tierId, quantity, 'none needed');
    return this.#alone(event, async () => {
      const freed = await this.#write(actor, 'event.unblockPlaces', event, { tierId, quantity }, (tx) =>
        this.#ports.blocks.removePlaces(tx, event.id, tier.id, quantity),
      );
      if (freed === 0) return { kind: 'Event', event };
      const units = { eventId: event.id, seats: [], places: [{ tier: tier.position, quantity: freed }] };
      if ((await this.#ports.inventory.unblock(units)).kind === 'CLOSED') throw recovering();
      return { kind: 'Event', event };
    });
  }

  /** Both steps of one operation, with nobody else's between them. */
  async #alone(event: EventModel, work: () => Promise<BlockResult>): Promise<BlockResult> {
    const turn = this.#turn.then(() => this.#ports.lease.alone(event.id, 'WAIT', work));
    this.#turn = turn.catch(() => {});
    return (await turn)!;
  }

  async #prepared(eventId: string): Promise<EventModel> {
    const event = isId(eventId) ? await this.#ports.events.event(eventId) : null;
    if (event === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    if (event.inventoryEpoch === 0) throw new AisleError('BAD_USER_INPUT', 'The sale of this event is not prepared yet.');
    return event;
  }

  async #seats(event: EventModel, seats: number[], reason: string) {
    const tierBySeat = await this.#ports.events.tierBySeat(event);
    const problems = new ProblemList();
    problems.check(seats.length > 0 && seats.length <= MOST_SEATS, 'seats', `must be 1 to ${MOST_SEATS}`);
    checkReason(problems, reason);
    problems.throwIfAny();
    for (const [i, seat] of seats.entries()) {
      problems.check(seat >= 0 && seat < tierBySeat.length, `seats[${i}]`, `the event has no seat ${seat}`);
      problems.check(seats.indexOf(seat) === i, `seats[${i}]`, `seat ${seat} is named twice`);
    }
    problems.throwIfAny();
    return seats.map((index) => ({ index, tier: tierBySeat[index]! }));
  }

  /** The ledger's part, with its audit entry unless it was refused (false), in one transaction. */
  #write<T>(actor: Viewer, action: string, event: EventModel, detail: object, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#ports.unitOfWork.run(async (tx) => {
      const result = await work(tx);
      if (result !== false) await this.#ports.audit.record(tx, { actor: actor.personId, action, subject: `event:${event.id}`, detail });
      return result;
    });
  }
}

function places(event: EventModel, tierId: string, quantity: number, reason: string): TierModel {
  const tier = event.tiers.find((candidate) => candidate.id === tierId);
  const problems = new ProblemList();
  problems.check(tier?.kind === 'GENERAL_ADMISSION', 'tierId', 'is no general admission tier of the event');
  problems.check(quantity >= 1 && quantity <= MOST_PLACES, 'quantity', `must be 1 to ${MOST_PLACES}`);
  checkReason(problems, reason);
  problems.throwIfAny();
  return tier!;
}

function recovering(): AisleError {
  return new AisleError('DEPENDENCY_UNAVAILABLE', 'The inventory of this event is being rebuilt.', { retryAfterMs: 1000 });
}
