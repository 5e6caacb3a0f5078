import type { Id } from '../domain/id.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { eventOrderMessage, eventSliceMessage, type CalledOff } from '../jobs/event-refund.queue.js';
import type { Once } from '../stores/inbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { SalesPort } from '../stores/sales.port.js';
import type { Tx } from '../stores/unit-of-work.port.js';
import type { RefundService } from './refund.service.js';

export interface EventRefundPorts {
  sales: Pick<SalesPort, 'paidOrders'>;
  orders: Pick<OrderPort, 'find'>;
  outbox: Pick<OutboxPort, 'add'>;
  doorbell: Doorbell;
  refunds: Pick<RefundService, 'giveBack' | 'told'>;
  /** Ends what is unpaid of the event: after it nothing can become paid any more. */
  cancelUnpaid(actor: { personId: Id }, eventId: Id): Promise<void>;
}

const SLICE = 100;

/**
 * Gives back what was paid of an event that was called off. Calling off commits with the first message; a slice finds orders and commits
 * with a message each and with the next slice, so whatever dies in between, all of them are given back once.
 */
export class EventRefundService {
  readonly #ports: EventRefundPorts;

  constructor(ports: EventRefundPorts) {
    this.#ports = ports;
  }

  /** Call in the transaction that calls the event off: no order can be placed from then on. */
  async begin(tx: Tx, event: CalledOff): Promise<void> {
    await this.#ports.outbox.add(tx, [eventSliceMessage(event, null)]);
  }

  /** Finds orders to give back. What is unpaid ends first, so that no order gets paid behind the back of a slice. */
  async findOrders({ eventId, by, reason }: CalledOff, after: string | null, once: Once): Promise<void> {
    if (after === null) await this.#ports.cancelUnpaid({ personId: by }, eventId);
    const event = { eventId, by, reason };
    const found = await this.#ports.sales.paidOrders(eventId, after, SLICE);
    const last = found.at(-1);
    const next = found.length === SLICE && last !== undefined ? [eventSliceMessage(event, last)] : [];
    await once((tx) => this.#ports.outbox.add(tx, [...found.map((orderNo) => eventOrderMessage(event, orderNo)), ...next]));
    this.#ports.doorbell.ring();
  }

  /** Gives back all that still counts of one order. */
  async refundOrder({ by, reason }: CalledOff, orderNo: string, once: Once): Promise<void> {
    const order = await this.#ports.orders.find(orderNo);
    if (order === null) throw new PermanentFailure(`there is no order ${orderNo}`);
    await once((tx) =>
      this.#ports.refunds.giveBack(tx, {
        order,
        items: null,
        reason,
        returnTo: 'ON_SALE',
        by,
        idempotencyKey: `event-cancelled:${orderNo}`,
        failureCode: 'EVENT_CANCELLED',
        money: 'BACK',
        template: 'event-cancelled',
      }),
    );
    this.#ports.refunds.told(orderNo);
  }
}
