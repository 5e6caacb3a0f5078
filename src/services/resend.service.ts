import { digest } from '../domain/input-hash.js';
import { parseOrderNo } from '../domain/order-number.js';
import type { OrderModel } from '../domain/order.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { resentTicketsMail } from '../jobs/email-notification.queue.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { TicketPort } from '../stores/ticket.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';

export interface ResendServicePorts {
  orders: Pick<OrderPort, 'find' | 'steps' | 'addStep'>;
  payments: Pick<PaymentPort, 'lockOrder'>;
  tickets: Pick<TicketPort, 'ofOrders'>;
  outbox: Pick<OutboxPort, 'add'>;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

const REPEAT_MS = 60_000;

/** Sending tickets once more, on a buyer's word to staff. */
export class ResendService {
  readonly #ports: ResendServicePorts;

  constructor(ports: ResendServicePorts) {
    this.#ports = ports;
  }

  /**
   * Mails the valid tickets of an order once more, to the order's address or to another one, which is not kept. The same wish within
   * a minute is the same mail. @throws NOT_FOUND, BAD_USER_INPUT for an order without valid tickets.
   */
  async resendTickets(actor: Viewer, orderNo: string, email: string | null): Promise<OrderModel> {
    const order = await this.#orderOf(orderNo);
    const to = email ?? order.email;
    const { unitOfWork, payments, orders, outbox, audit, doorbell, feed } = this.#ports;
    await unitOfWork.run(async (tx) => {
      // The lock puts two who ask at once in a row: the second finds the step of the first.
      await payments.lockOrder(tx, order.orderNo);
      if (await this.#wasJustSent(order.orderNo, to)) return;
      await outbox.add(tx, [resentTicketsMail(order.orderNo, to, `${Date.now()}:${digest(to).slice(0, 16)}`)]);
      await orders.addStep(tx, order.orderNo, { by: actor.personId, what: 'resent', detail: `to ${to}` });
      await audit.record(tx, {
        actor: actor.personId,
        action: 'order.resendTickets',
        subject: `order:${order.orderNo}`,
        detail: { email: to },
      });
    });
    doorbell.ring();
    feed.orderChanged(order.orderNo);
    return (await orders.find(order.orderNo)) ?? order;
  }

  async #orderOf(orderNo: string): Promise<OrderModel> {
    const number = parseOrderNo(orderNo);
    const order = number === null ? null : await this.#ports.orders.find(number);
    if (order === null) throw new AisleError('NOT_FOUND', 'There is no such order.');
    const tickets = await this.#ports.tickets.ofOrders([order.orderNo]);
    if (tickets.every((ticket) => ticket.status === 'VOID'))
      throw new AisleError('BAD_USER_INPUT', `The order has no valid tickets: it is ${order.status}.`);
    return order;
  }

  async #wasJustSent(orderNo: string, to: string): Promise<boolean> {
    const steps = await this.#ports.orders.steps([orderNo]);
    const since = Date.now() - REPEAT_MS;
    return steps.some((step) => step.what === 'resent' && step.detail === `to ${to}` && step.at.getTime() > since);
  }
}
