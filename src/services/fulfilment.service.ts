import { newId } from '../domain/id.js';
import type { OrderItemModel, OrderModel } from '../domain/order.js';
import { randomCode } from '../domain/order-number.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { orderMessages } from '../jobs/email-notification.queue.js';
import type { EventReader } from '../stores/event.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { TicketPort } from '../stores/ticket.port.js';
import type { Tx } from '../stores/unit-of-work.port.js';
import { projectSale } from './seat-projection.js';

export interface FulfilmentLedger {
  orders: OrderPort;
  payments: Pick<PaymentPort, 'lockOrder'>;
  tickets: TicketPort;
  outbox: OutboxPort;
}

export interface FulfilmentServicePorts {
  ledger: FulfilmentLedger;
  inventory: Pick<InventoryPort, 'confirm' | 'giveBack'>;
  events: Pick<EventReader, 'event'>;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

/** 26 characters of base32: 130 random bits. */
const CODE_LENGTH = 26;

/** From paid to fulfilled, and what the live map is told about it. Every method has its effect once, however often it is called. */
export class FulfilmentService {
  readonly #ports: FulfilmentServicePorts;

  constructor(ports: FulfilmentServicePorts) {
    this.#ports = ports;
  }

  /** PAID → FULFILLED with one ticket a live item and the messages to send, in one transaction. Any other status stays as it is. */
  async completeOrder(orderNo: string, once: Once): Promise<void> {
    const items = await this.#ports.ledger.orders.items([orderNo]);
    await once((tx) => this.#complete(tx, orderNo, items));
    this.#ports.doorbell.ring();
    this.#ports.feed.orderChanged(orderNo);
  }

  /** Tells the live map that the seats of a paid order are sold. @throws while the event's map is being rebuilt: try again. */
  async confirmSeats(orderNo: string, once: Once): Promise<void> {
    const order = await this.#find(orderNo);
    const { ledger, events, inventory } = this.#ports;
    const outcome = await projectSale({ orders: ledger.orders, events, inventory }, order);
    if (outcome.kind === 'CLOSED') throw new Error('the map is being rebuilt');
    await once(async () => {});
  }

  /** Tells the live map that an order was given up unpaid. @throws while the event's map is being rebuilt: try again. */
  async giveBackSeats(orderNo: string, once: Once): Promise<void> {
    const order = await this.#find(orderNo);
    const outcome = await this.#ports.inventory.giveBack(order.eventId, order.holdEpoch, order.holdSerial, orderNo);
    // The rebuild may have read the ledger before the order was given up, and so bring its hold back.
    if (outcome.kind === 'CLOSED') throw new Error('the map is being rebuilt');
    await once(async () => {});
  }

  async #complete(tx: Tx, orderNo: string, items: readonly OrderItemModel[]): Promise<void> {
    const { orders, payments, tickets, outbox } = this.#ports.ledger;
    if ((await payments.lockOrder(tx, orderNo)) !== 'PAID') return;
    const live = items.filter((item) => item.live);
    await tickets.issue(
      tx,
      orderNo,
      live.map((item) => ({ id: newId(), code: randomCode(CODE_LENGTH), itemId: item.id })),
    );
    const step = { by: 'system:order-completion', what: 'ticketed', detail: `${live.length} tickets` };
    const order = await orders.move(tx, orderNo, 'FULFILLED', step);
    if (order !== null) await outbox.add(tx, orderMessages(order, 'order-confirmation'));
  }

  async #find(orderNo: string): Promise<OrderModel> {
    const order = await this.#ports.ledger.orders.find(orderNo);
    if (order === null) throw new PermanentFailure(`there is no order ${orderNo}`);
    return order;
  }
}
