import type { Base } from './compose.base.js';
import { breakerRules, watchBreaker } from './compose.breakers.js';
import { DEMO_SMS_TOKEN, vapidOf } from './compose.messages.js';
import { orderUrl, type Selling } from './compose.selling.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import { Breaker, type BreakerRules, withBreaker } from './guard/breaker.js';
import { BreakerSet } from './guard/breaker.set.js';
import { EmailChannel } from './notify/email.channel.js';
import type { NotificationChannel, PushSender } from './notify/notification-channel.port.js';
import { outsidePost } from './notify/outside.post.js';
import { PushChannel } from './notify/push.channel.js';
import { SmsChannel } from './notify/sms.channel.js';
import { PdfTicketPrinter } from './notify/ticket.printer.js';
import { NotificationService } from './services/notification.service.js';
import { BrowserStore } from './stores/browser.store.js';
import { NoticeStore } from './stores/notice.store.js';

/** Builds the channels to buyers, each behind its breaker, and the service that writes to them. */
export function composeNotifications(base: Base, selling: Selling, feed: OrderFeedPublisher) {
  const { stores, services } = selling;
  const timeoutMs = base.env.CHANNEL_TIMEOUT_MS;
  const mail = new EmailChannel({ smtpUrl: smtpUrlOf(base), from: base.env.MAIL_FROM, printer: new PdfTicketPrinter(), timeoutMs });
  const notifications = new NotificationService({
    notices: new NoticeStore({ ledger: base.ledger }),
    orders: stores.orders,
    tickets: services.tickets,
    email: guarded(base, mail, { isFault: isMailServerAway }),
    sms: smsOf(base),
    push: pushOf(base),
    browsers: new BrowserStore({ ledger: base.ledger }),
    outbox: stores.outbox,
    doorbell: selling.relay,
    feed,
    orderUrl: (orderNo) => orderUrl(base, orderNo),
  });
  return { notifications, close: () => mail.close() };
}

/** A server that answers, if only to refuse one mail, is there; 421 is its way to say that it is not. */
function isMailServerAway(error: Error): boolean {
  const { responseCode } = error as { responseCode?: number };
  return responseCode === undefined || responseCode === 421;
}

function guarded(base: Base, channel: NotificationChannel, more: Partial<BreakerRules> = {}): NotificationChannel {
  const { name } = channel;
  const breaker = new Breaker({ name, rules: { ...breakerRules(base), ...more }, onState: watchBreaker(base, name) });
  base.breakers.add(name, breaker);
  return withBreaker(channel, breaker, ['send']);
}

function smsOf(base: Base): NotificationChannel | null {
  const { SMS_URL: url, SMS_TOKEN: token, SMS_FORMAT: format, SMS_FROM: from, CHANNEL_TIMEOUT_MS: timeoutMs } = base.env;
  const { AISLE_DEMO, MAILBOX_PORT, HOST, PORT } = base.env;
  if (url !== undefined) return guarded(base, new SmsChannel({ url, token, format, from, timeoutMs }));
  if (!AISLE_DEMO || MAILBOX_PORT === undefined || PORT === 0) return null;
  const host = HOST.includes(':') ? `[${HOST}]` : HOST;
  return guarded(base, new SmsChannel({ url: `http://${host}:${PORT}/mailbox/sms`, token: DEMO_SMS_TOKEN, format: 'json', timeoutMs }));
}

/** One breaker a push service: whoever registers a browser names the service, and must not be able to close the others. */
function pushOf(base: Base): PushSender | null {
  const vapid = vapidOf(base);
  if (vapid === null) return null;
  const channel = new PushChannel({ vapid, post: outsidePost({ timeoutMs: base.env.CHANNEL_TIMEOUT_MS }) });
  const breakers = new BreakerSet({ name: 'push', rules: breakerRules(base), onState: watchBreaker(base, 'push') });
  base.breakers.add('push', breakers);
  return {
    send: (notice, browser, signal) => breakers.of(new URL(browser.endpoint).hostname).run(() => channel.send(notice, browser, signal)),
  };
}

/** In demo mode mails go to the development mailbox; otherwise a mail server must be named. */
function smtpUrlOf({ env }: Base): string {
  if (env.SMTP_URL !== undefined) return env.SMTP_URL;
  if (env.AISLE_DEMO && env.MAILBOX_PORT !== undefined) return `smtp://127.0.0.1:${env.MAILBOX_PORT}`;
  throw new Error('SMTP_URL: the worker needs a mail server');
}
