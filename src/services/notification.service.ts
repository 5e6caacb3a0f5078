import type { OrderModel } from '../domain/order.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { NotificationChannel, OrderConfirmation } from '../notify/notification-channel.port.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { LabelledTicket, TicketService } from './ticket.service.js';

export interface NotificationServicePorts {
  orders: Pick<OrderPort, 'find' | 'addStep'>;
  tickets: Pick<TicketService, 'labelled'>;
  email: NotificationChannel;
  feed: OrderFeedPublisher;
  orderUrl(orderNo: string): string;
}

/** Telling buyers. Sent first and written down afterwards: a crash in between sends once more, under the same message id. */
export class NotificationService {
  readonly #ports: NotificationServicePorts;

  constructor(ports: NotificationServicePorts) {
    this.#ports = ports;
  }

  /** Mails the confirmation of an order with its tickets, then notes `mailed` in its timeline. Rejects while the server refuses. */
  async confirmOrder(orderNo: string, job: { messageId: string; signal: AbortSignal; once: Once }): Promise<void> {
    const order = await this.#ports.orders.find(orderNo);
    const tickets = await this.#ports.tickets.labelled(orderNo);
    if (order === null || tickets.length === 0) throw new PermanentFailure(`order ${orderNo} has no tickets to send`);
    await this.#ports.email.sendOrderConfirmation(this.#confirmationOf(order, tickets, job.messageId), job.signal);
    const step = { by: 'system:email-notification', what: 'mailed', detail: `to ${order.email}` };
    await job.once((tx) => this.#ports.orders.addStep(tx, orderNo, step));
    this.#ports.feed.orderChanged(orderNo);
  }

  #confirmationOf(order: OrderModel, tickets: LabelledTicket[], messageId: string): OrderConfirmation {
    const { orderNo, email, name, phone, locale, currency, totalMinor } = order;
    const { showTitle, venueName, timezone, startsAt } = tickets[0]!;
    return {
      messageId,
      to: { email, name, phone },
      locale,
      orderNo,
      orderUrl: this.#ports.orderUrl(orderNo),
      showTitle,
      venueName,
      timezone,
      startsAt,
      currency,
      totalMinor,
      tickets,
    };
  }
}
