import type { Base } from './compose.base.js';
import type { Id } from './domain/id.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import type { PaymentProvider } from './payments/payment-provider.port.js';
import { EventRefundService } from './services/event-refund.service.js';
import { LatePaymentService } from './services/late-payment.service.js';
import { PaymentEventService } from './services/payment-event.service.js';
import { RefundService } from './services/refund.service.js';
import { RefundSettlementService } from './services/refund-settlement.service.js';
import { SeatReturnService } from './services/seat-return.service.js';
import { SettlementService } from './services/settlement.service.js';
import { AuditStore } from './stores/audit.store.js';
import { BlockStore } from './stores/block.store.js';
import type { EventReader } from './stores/event.port.js';
import type { OrderPort } from './stores/order.port.js';
import type { Doorbell, OutboxPort } from './stores/outbox.port.js';
import type { PaymentEventPort } from './stores/payment-event.port.js';
import type { PaymentPort } from './stores/payment.port.js';
import type { RefundPort } from './stores/refund.port.js';
import { RevivalStore } from './stores/revival.store.js';
import { SalesStore } from './stores/sales.store.js';

export interface MoneyParts {
  base: Pick<Base, 'ledger' | 'inventory'>;
  stores: { orders: OrderPort; payments: PaymentPort; refunds: RefundPort; events: PaymentEventPort; outbox: OutboxPort };
  providers: ReadonlyMap<string, PaymentProvider>;
  events: EventReader;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  /** Ends what is unpaid of an event that was called off. */
  cancelUnpaid(actor: { personId: Id }, eventId: Id): Promise<void>;
}

/** What follows from what providers tell: orders are paid, late, given back; money comes and goes. */
export function composeMoney({ base: { ledger, inventory }, stores, providers, events, doorbell, feed, cancelUnpaid }: MoneyParts) {
  const { orders, payments, refunds } = stores;
  const common = { unitOfWork: ledger, doorbell, feed };
  const blocks = new BlockStore({ ledger });
  const refundService = new RefundService({ ...common, ledger: { ...stores, blocks }, audit: new AuditStore({ ledger }) });
  const revivals = new RevivalStore({ ledger });
  return {
    refunds: refundService,
    paymentEvents: new PaymentEventService({ ...common, ledger: stores, providers }),
    settlement: new SettlementService({ ledger: stores, refunds: refundService, providers }),
    refundSettlement: new RefundSettlementService({ refunds, orders, payments, providers, feed }),
    latePayments: new LatePaymentService({ ...common, ledger: { ...stores, revivals }, events, inventory }),
    eventRefunds: new EventRefundService({ ...stores, sales: new SalesStore({ ledger }), refunds: refundService, doorbell, cancelUnpaid }),
    seatReturn: new SeatReturnService({ orders, refunds, events, inventory }),
  };
}
