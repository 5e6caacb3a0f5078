import { statusAt, type EventModel } from '../domain/event.js';
import type { HoldOutcome } from '../domain/hold.js';
import type { MapCursor } from '../domain/seat.js';
import type { MirrorRefusal, MirrorWish } from '../feed/sold-out.mirror.js';
import type { HoldRequest, InventoryPort } from '../stores/inventory.port.js';

export interface SeatDeskPorts {
  inventory: Pick<InventoryPort, 'hold'>;
  /** What this process knows of a sale by itself. */
  feed: {
    map(eventId: string): Promise<{ map: Uint8Array; cursor: MapCursor } | null>;
    /** Null at once for a wish that may be granted. */
    refusal(wish: MirrorWish): Promise<MirrorRefusal | null> | null;
  };
  /** Told of every wish that came too late: whether this process knew that by itself, or Redis had to say so. */
  onTooLate?: (by: 'mirror' | 'redis') => void;
  now?: () => number;
}

/**
 * Where holds are asked for. Who wants what is gone is refused here, when this process knows it for certain (see SoldOutMirror); everybody else
 * is Redis' to decide, and so is everything in doubt.
 */
export class SeatDesk {
  readonly #ports: SeatDeskPorts;
  readonly #now: () => number;

  constructor(ports: SeatDeskPorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /** The map as this process has it, a few milliseconds old; null when Redis has lost the event. @throws DEPENDENCY_UNAVAILABLE. */
  map(eventId: string): Promise<{ map: Uint8Array; cursor: MapCursor } | null> {
    return this.#ports.feed.map(eventId);
  }

  /** Holds named seats and places. As InventoryPort.hold. */
  async hold(event: EventModel, request: HoldRequest): Promise<HoldOutcome> {
    const { seats, places } = request;
    const suspected = this.#refusal(event, request, { seats, places });
    return (suspected && (await suspected)) ?? this.ask(request);
  }

  /**
   * @param tier the one that a block is wanted of; null: any one with numbered seats
   * @returns NO_BLOCK when none of them has a seat left, else null: ask Redis
   */
  refuseBlock(event: EventModel, request: HoldRequest, quantity: number, tier: number | null): Promise<MirrorRefusal | null> | null {
    const seated = event.tiers.filter(({ kind, position }) => (tier === null ? kind === 'SEATED' : position === tier));
    const block = { quantity, tiers: seated.map(({ position }) => position) };
    return this.#refusal(event, request, { seats: [], places: [], block });
  }

  /** Asks Redis in any case. As InventoryPort.hold. */
  async ask(request: HoldRequest): Promise<HoldOutcome> {
    const outcome = await this.#ports.inventory.hold(request);
    const isTooLate = outcome.kind === 'UNAVAILABLE' || outcome.kind === 'SHORT' || outcome.kind === 'NO_BLOCK';
    if (isTooLate) this.#ports.onTooLate?.('redis');
    return outcome;
  }

  /** A gate is Redis' to watch; and a sale that the ledger does not call open is refused for that, not for what is gone. */
  #refusal(event: EventModel, request: HoldRequest, wish: Omit<MirrorWish, 'eventId' | 'operation'>): Promise<MirrorRefusal | null> | null {
    if (request.gate !== null || statusAt(event, this.#now()) !== 'ON_SALE') return null;
    const suspected = this.#ports.feed.refusal({ ...wish, eventId: event.id, operation: request.operation.hash });
    return suspected && this.#counted(suspected);
  }

  async #counted(suspected: Promise<MirrorRefusal | null>): Promise<MirrorRefusal | null> {
    const refusal = await suspected;
    if (refusal !== null) this.#ports.onTooLate?.('mirror');
    return refusal;
  }
}
