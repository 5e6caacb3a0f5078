import type { OrderFeedPublisher } from '../../src/feed/order.feed.port.js';
import { emailNotificationHandler } from '../../src/jobs/email-notification.handler.js';
import type { JobHandler } from '../../src/jobs/job.kit.js';
import { pushNotificationHandler } from '../../src/jobs/push-notification.handler.js';
import { smsNotificationHandler } from '../../src/jobs/sms-notification.handler.js';
import { EmailChannel } from '../../src/notify/email.channel.js';
import type { NotificationChannel, OrderNotice, PushSender } from '../../src/notify/notification-channel.port.js';
import { PdfTicketPrinter } from '../../src/notify/ticket.printer.js';
import { NotificationService } from '../../src/services/notification.service.js';
import type { TicketService } from '../../src/services/ticket.service.js';
import { BrowserStore } from '../../src/stores/browser.store.js';
import type { Ledger } from '../../src/stores/ledger.js';
import { NoticeStore } from '../../src/stores/notice.store.js';
import type { OrderStore } from '../../src/stores/order.store.js';
import type { Doorbell } from '../../src/stores/outbox.port.js';
import type { OutboxStore } from '../../src/stores/outbox.store.js';
import type { Disposer } from '../support/disposer.js';

/** How a test's house reaches its buyers. */
export interface Channels {
  /** Of a mail server; default: nobody listens there. */
  smtpUrl: string;
  /** Default: none. */
  sms: NotificationChannel | null;
  push: PushSender | null;
}

export interface MessengerParts {
  ledger: Ledger;
  orders: OrderStore;
  outbox: OutboxStore;
  tickets: TicketService;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  orderUrl(orderNo: string): string;
  channels: Channels;
}

/** One printer for all tests: it reads its fonts once. */
export const printer = new PdfTicketPrinter();

export function mailChannel(disposer: Disposer, smtpUrl: string): EmailChannel {
  return disposer.own(new EmailChannel({ smtpUrl, from: 'Aisle <tickets@aisle.test>', printer }));
}

/** The handlers of the three queues that reach buyers. */
export function openMessengers(disposer: Disposer, { ledger, channels, ...ports }: MessengerParts): JobHandler[] {
  const { smtpUrl, sms, push } = channels;
  const notifications = new NotificationService({
    ...ports,
    notices: new NoticeStore({ ledger }),
    browsers: new BrowserStore({ ledger }),
    email: mailChannel(disposer, smtpUrl),
    sms,
    push,
  });
  return [emailNotificationHandler, smsNotificationHandler, pushNotificationHandler].map((handlerOf) => handlerOf({ notifications }));
}

/** A confirmation whose names are as bad as names can be. */
export const notice = (changes: Partial<OrderNotice> = {}): OrderNotice => ({
  messageId: 'message-1',
  template: 'order-confirmation',
  to: { email: 'ada@example.com', name: 'Ada <b>Lovelace</b>, "Countess"', phone: null },
  locale: 'en',
  orderNo: 'ABCDEFGHJKMN',
  orderUrl: 'http://aisle.test/orders/ABCDEFGHJKMN',
  showTitle: 'Köln & <script>alert(1)</script>',
  venueName: '音楽堂',
  timezone: 'Europe/Berlin',
  startsAt: new Date('2026-07-01T18:00:00Z'),
  currency: 'JPY',
  totalMinor: 4500,
  refundMinor: null,
  tickets: [{ id: '018f', code: 'QWERTY', place: 'Block A, row 1, seat 2', tierName: 'Stalls', priceName: 'Standard', amountMinor: 4500 }],
  ...changes,
});
