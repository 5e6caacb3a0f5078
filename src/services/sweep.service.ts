import { setTimeout as pause } from 'node:timers/promises';
import type { Id } from '../domain/id.js';
import { workThrough } from '../domain/work-through.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';

export interface SweepPorts {
  inventory: InventoryPort;
  events: EventReader;
  orders: OrderPort;
  /** Told of an event that could not be swept; the others are. */
  onError?: (error: unknown, eventId: Id) => void;
}

/** Holds freed by one script call. Measured: 10 to 20 µs of Redis' time a hold, so a buyer's call waits less than half a millisecond. */
const SLICE = 25;
/** Slices of one event in one turn, so that a storm of deadlines in one hall does not starve the others. */
const SLICES = 200;
/** After a full slice Redis is left to the buyers for so many times as long as the slice took, and for this long at least. */
const REST_FACTOR = 1;
const LEAST_REST_MS = 1;

/**
 * Cleans up after deadlines, so that the map shows a lapsed seat as free within a second. Nothing depends on it for being
 * right: a buyer who asks for a lapsed seat gets it from the hold script at once. Several processes may sweep.
 */
export class SweepService {
  readonly #ports: SweepPorts;

  constructor(ports: SweepPorts) {
    this.#ports = ports;
  }

  /**
   * Frees what has lapsed in all events on sale, one turn each.
   * @returns whether an event had more than one turn frees. @throws when no event could be swept.
   */
  async sweep(): Promise<boolean> {
    const { events, onError } = this.#ports;
    let more = false;
    await workThrough(
      await events.sellingEvents(),
      async ({ id }) => {
        const isDone = await this.#sweepEvent(id);
        more ||= !isDone;
      },
      (error, { id }) => onError?.(error, id),
    );
    return more;
  }

  /** @returns whether nothing that has lapsed is left */
  async #sweepEvent(eventId: Id): Promise<boolean> {
    for (let slice = 0; slice < SLICES; slice += 1) {
      const startMs = performance.now();
      const { expired, overdue } = await this.#ports.inventory.expire(eventId, SLICE);
      const tookMs = performance.now() - startMs;
      for (const hold of overdue) await this.#judge(eventId, hold);
      if (expired + overdue.length < SLICE) return true;
      await pause(Math.max(LEAST_REST_MS, REST_FACTOR * tookMs));
    }
    return false;
  }

  /**
   * A hold in payment past its backstop. Without an order its process died before the ledger heard of it, and the ledger refuses
   * orders after payBy, so it can go. With an order the ledger's own timers decide, and what they decided is repeated here.
   */
  async #judge(eventId: Id, hold: { epoch: number; serial: number; orderNo: string }): Promise<void> {
    const order = await this.#ports.orders.find(hold.orderNo);
    const givenUp = order === null || order.status === 'EXPIRED' || order.status === 'CANCELLED';
    if (givenUp) await this.#ports.inventory.giveBack(eventId, hold.epoch, hold.serial, hold.orderNo);
  }
}
