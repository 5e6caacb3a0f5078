import type { Base } from './compose.base.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import type { PaymentProvider } from './payments/payment-provider.port.js';
import { RefundService } from './services/refund.service.js';
import { RefundSettlementService } from './services/refund-settlement.service.js';
import { SeatReturnService } from './services/seat-return.service.js';
import { AuditStore } from './stores/audit.store.js';
import { BlockStore } from './stores/block.store.js';
import type { EventReader } from './stores/event.port.js';
import type { OrderPort } from './stores/order.port.js';
import type { Doorbell, OutboxPort } from './stores/outbox.port.js';
import type { PaymentPort } from './stores/payment.port.js';
import type { RefundPort } from './stores/refund.port.js';

export interface MoneyParts {
  base: Pick<Base, 'ledger' | 'inventory'>;
  stores: { orders: OrderPort; payments: PaymentPort; refunds: RefundPort; outbox: OutboxPort };
  providers: ReadonlyMap<string, PaymentProvider>;
  events: EventReader;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

/** Money and seats on their way back. */
export function composeMoney({ base: { ledger, inventory }, stores, providers, events, doorbell, feed }: MoneyParts) {
  const { orders, payments, refunds } = stores;
  const blocks = new BlockStore({ ledger });
  return {
    refunds: new RefundService({ ledger: { ...stores, blocks }, audit: new AuditStore({ ledger }), unitOfWork: ledger, doorbell, feed }),
    refundSettlement: new RefundSettlementService({ refunds, orders, payments, providers, feed }),
    seatReturn: new SeatReturnService({ orders, refunds, events, inventory }),
  };
}
