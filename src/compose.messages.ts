import type { Base } from './compose.base.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import { BrowserService } from './services/browser.service.js';
import { ResendService } from './services/resend.service.js';
import { AuditStore } from './stores/audit.store.js';
import { BrowserStore } from './stores/browser.store.js';
import type { OrderPort } from './stores/order.port.js';
import type { Doorbell, OutboxPort } from './stores/outbox.port.js';
import type { PaymentPort } from './stores/payment.port.js';
import type { TicketPort } from './stores/ticket.port.js';

export interface MessageParts {
  base: Pick<Base, 'env' | 'ledger'>;
  stores: { orders: OrderPort; payments: PaymentPort; tickets: TicketPort; outbox: OutboxPort };
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

/** What the development mailbox wants to hear from whoever hands it a short message. */
export const DEMO_SMS_TOKEN = 'the development mailbox takes anything';

/** The key pair by which push services know us; null while it is not whole. */
export function vapidOf({ env }: Pick<Base, 'env'>) {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = env;
  return publicKey === undefined || privateKey === undefined ? null : { subject, publicKey, privateKey };
}

/** What people may ask for about their messages, and staff about anybody's. */
export function composeMessages({ base, stores, doorbell, feed }: MessageParts) {
  const { ledger } = base;
  return {
    browsers: new BrowserService({ browsers: new BrowserStore({ ledger }), pushKey: vapidOf(base)?.publicKey ?? null }),
    resend: new ResendService({ ...stores, audit: new AuditStore({ ledger }), unitOfWork: ledger, doorbell, feed }),
  };
}
