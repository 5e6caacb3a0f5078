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

/** Holds freed by one script call: keeps a call well under a millisecond of Redis' time. */
const SLICE = 100;
/** Slices of one event in one sweep, so that a storm of deadlines in one hall does not starve the others. */
const SLICES = 50;

/**
 * Cleans up after deadlines, so that the map shows a lapsed seat as free within a second. Nothing depends on it for being
 * right: a buyer who asks for a lapsed seat gets it from the hold script at once. Several processes may sweep.
 */
export class SweepService {
  readonly #ports: SweepPorts;

  constructor(ports: SweepPorts) {
    this.#ports = ports;
  }

  /** Frees what has lapsed in all events on sale. @returns how many holds were freed. @throws when no event could be swept. */
  async sweep(): Promise<number> {
    const { events, onError } = this.#ports;
    let freed = 0;
    await workThrough(
      await events.sellingEvents(),
      async ({ id }) => {
        freed += await this.#sweepEvent(id);
      },
      (error, { id }) => onError?.(error, id),
    );
    return freed;
  }

  async #sweepEvent(eventId: Id): Promise<number> {
    let freed = 0;
    for (let slice = 0; slice < SLICES; slice += 1) {
      const outcome = await this.#ports.inventory.expire(eventId, SLICE);
      freed += outcome.expired;
      for (const hold of outcome.overdue) await this.#judge(eventId, hold);
      if (outcome.expired < SLICE) break;
    }
    return freed;
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
