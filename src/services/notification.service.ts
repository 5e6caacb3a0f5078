import { bringsTickets, type OrderTemplate, tellsOfMoneyBack } from '../domain/order-message.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { browserMessage } from '../jobs/push-notification.queue.js';
import type { NotificationChannel, OrderNotice, PushSender } from '../notify/notification-channel.port.js';
import type { BrowserModel, BrowserPort } from '../stores/browser.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { NoticeFacts, NoticePort } from '../stores/notice.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { LabelledTicket, TicketService } from './ticket.service.js';

export interface NotificationServicePorts {
  notices: NoticePort;
  orders: Pick<OrderPort, 'addStep'>;
  tickets: Pick<TicketService, 'labelled'>;
  email: NotificationChannel;
  /** Null: the house sends no short messages. */
  sms: NotificationChannel | null;
  /** Null: the house sends nothing to browsers. */
  push: PushSender | null;
  browsers: Pick<BrowserPort, 'of' | 'find' | 'forget'>;
  outbox: Pick<OutboxPort, 'add'>;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  orderUrl(orderNo: string): string;
}

/** What a job was told to tell. */
export interface OrderMessage {
  orderNo: string;
  template: OrderTemplate;
  refundId?: string | undefined;
}

/** As much of a job as sending needs. */
export interface SendingJob {
  messageId: string;
  signal: AbortSignal;
  once: Once;
  /** Notes that there is nothing (more) to do. */
  done(): Promise<void>;
}

/** A message may overtake the job that makes the tickets it brings. */
const UNTIL_MADE_MS = 1000;

/**
 * Telling buyers. Sent first and written down afterwards: a crash in between sends once more, under the same message id. What a
 * message says is read when it is sent: one that has nothing to say any more, such as tickets that were refunded meanwhile, is
 * not sent.
 */
export class NotificationService {
  readonly #ports: NotificationServicePorts;

  constructor(ports: NotificationServicePorts) {
    this.#ports = ports;
  }

  /** Mails it, to another address than the order's if one is named. Rejects while the mail server refuses. */
  async mail(message: OrderMessage & { to?: string | undefined }, job: SendingJob): Promise<void> {
    const told = await this.#noticeOf(message, job.messageId);
    if (told === null) return job.done();
    const email = message.to ?? told.notice.to.email;
    await this.#ports.email.send({ ...told.notice, to: { ...told.notice.to, email } }, job.signal);
    await this.#note(job, message, { by: 'system:email-notification', what: 'mailed', detail: `to ${email}` });
  }

  /** Sends it to the order's telephone. Rejects while the gateway does not take it. */
  async text(message: OrderMessage, job: SendingJob): Promise<void> {
    const told = this.#ports.sms === null ? null : await this.#noticeOf(message, job.messageId);
    if (told === null) return job.done();
    await this.#ports.sms!.send(told.notice, job.signal);
    await this.#note(job, message, { by: 'system:sms-notification', what: 'texted', detail: `to ${told.notice.to.phone}` });
  }

  /**
   * Without a browser's id: makes one message for each browser that the buyer has, so that each is tried by itself. With one: sends
   * it there, and drops a browser that is registered no longer.
   */
  async push(message: OrderMessage & { browserId?: string | undefined }, job: SendingJob): Promise<void> {
    const { push, browsers, outbox, doorbell } = this.#ports;
    const told = push === null ? null : await this.#noticeOf(message, job.messageId);
    if (told === null) return job.done();
    if (message.browserId === undefined) {
      const all = await browsers.of(told.facts.personId);
      await job.once((tx) =>
        outbox.add(
          tx,
          all.map((browser) => browserMessage(message, browser.id)),
        ),
      );
      return doorbell.ring();
    }
    const browser = await browsers.find(message.browserId);
    if (browser === null || browser.personId !== told.facts.personId) return job.done();
    await this.#pushTo(browser, told.notice, message, job);
  }

  async #pushTo(browser: BrowserModel, notice: OrderNotice, message: OrderMessage, job: SendingJob): Promise<void> {
    const outcome = await this.#ports.push!.send(notice, browser, job.signal);
    if (outcome === 'gone') return void (await job.once((tx) => this.#ports.browsers.forget(tx, browser.id)));
    const { hostname } = new URL(browser.endpoint);
    await this.#note(job, message, { by: 'system:push-notification', what: 'pushed', detail: `by ${hostname}` });
  }

  /** Notes in the timeline what was sent; which message it was is said where it was not the confirmation. */
  async #note(job: SendingJob, { orderNo, template }: OrderMessage, step: { by: string; what: string; detail: string }): Promise<void> {
    const detail = template === 'order-confirmation' ? step.detail : `${template} ${step.detail}`;
    await job.once((tx) => this.#ports.orders.addStep(tx, orderNo, { ...step, detail }));
    this.#ports.feed.orderChanged(orderNo);
  }

  /** @returns null when there is nothing to say any more. @throws PermanentFailure for an order that never had what is told. */
  async #noticeOf(message: OrderMessage, messageId: string): Promise<{ notice: OrderNotice; facts: NoticeFacts } | null> {
    const { orderNo, template, refundId } = message;
    const facts = await this.#ports.notices.find(orderNo, refundId ?? null);
    if (facts === null) throw new PermanentFailure(`there is no order ${orderNo}`);
    const tickets = bringsTickets(template) ? await this.#ticketsOf(facts) : [];
    if (bringsTickets(template) && tickets.length === 0) return null;
    return { facts, notice: this.#writtenOut(facts, message, { messageId, tickets }) };
  }

  /** Those that let in. @throws Postponed while they are being made, PermanentFailure when there never were any and will be none. */
  async #ticketsOf({ orderNo, status }: NoticeFacts): Promise<LabelledTicket[]> {
    const tickets = await this.#ports.tickets.labelled(orderNo);
    if (tickets.length === 0 && status === 'PAID') throw new Postponed(`the tickets of order ${orderNo} are not made yet`, UNTIL_MADE_MS);
    if (tickets.length === 0 && status !== 'REFUNDED') throw new PermanentFailure(`order ${orderNo} has no tickets to send`);
    return tickets.filter((ticket) => ticket.status !== 'VOID');
  }

  #writtenOut(facts: NoticeFacts, { template }: OrderMessage, more: { messageId: string; tickets: LabelledTicket[] }): OrderNotice {
    const { personId: _personId, status: _status, email, name, phone, refundedMinor, refundMinor, ...rest } = facts;
    const givenBack = refundMinor ?? (refundedMinor > 0 ? refundedMinor : facts.totalMinor);
    return {
      ...rest,
      ...more,
      template,
      to: { email, name, phone },
      orderUrl: this.#ports.orderUrl(facts.orderNo),
      refundMinor: tellsOfMoneyBack(template) ? givenBack : null,
      totalMinor: facts.totalMinor,
    };
  }
}
