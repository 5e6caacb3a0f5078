import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { newId } from '../../src/domain/id.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import type { OrderModel } from '../../src/domain/order.js';
import type { Viewer } from '../../src/domain/viewer.js';
import type { OrderFeedPublisher } from '../../src/feed/order.feed.port.js';
import { eventRefundHandler } from '../../src/jobs/event-refund.handler.js';
import { latePaymentHandler } from '../../src/jobs/late-payment.handler.js';
import { orderCompletionHandler } from '../../src/jobs/order-completion.handler.js';
import { paymentConfirmationHandler } from '../../src/jobs/payment-confirmation.handler.js';
import { composeMoney } from '../../src/compose.money.js';
import { paymentRefundHandler } from '../../src/jobs/payment-refund.handler.js';
import { paymentSettlementHandler } from '../../src/jobs/payment-settlement.handler.js';
import { seatConfirmationHandler } from '../../src/jobs/seat-confirmation.handler.js';
import { BoxOfficeProvider } from '../../src/payments/box-office.provider.js';
import type { PaymentProvider } from '../../src/payments/payment-provider.port.js';
import { SandboxDelivery } from '../../src/payments/sandbox.delivery.js';
import { SandboxProvider } from '../../src/payments/sandbox.provider.js';
import { FulfilmentService } from '../../src/services/fulfilment.service.js';
import { OrderEndService, type OrderEndPorts } from '../../src/services/order-end.service.js';
import { PaymentService } from '../../src/services/payment.service.js';
import { SandboxService } from '../../src/services/sandbox.service.js';
import { TicketService } from '../../src/services/ticket.service.js';
import { AuditStore } from '../../src/stores/audit.store.js';
import { ChartStore } from '../../src/stores/chart.store.js';
import { CachedEventReader } from '../../src/stores/event.reader.js';
import { EventStore } from '../../src/stores/event.store.js';
import type { InventoryStore } from '../../src/stores/inventory.store.js';
import type { Ledger } from '../../src/stores/ledger.js';
import { OrderStore } from '../../src/stores/order.store.js';
import type { Doorbell } from '../../src/stores/outbox.port.js';
import { OutboxStore } from '../../src/stores/outbox.store.js';
import { PaymentEventStore } from '../../src/stores/payment-event.store.js';
import { PaymentStore } from '../../src/stores/payment.store.js';
import { RefundStore } from '../../src/stores/refund.store.js';
import { SandboxStore } from '../../src/stores/sandbox.store.js';
import { TicketStore } from '../../src/stores/ticket.store.js';
import { qrRoute } from '../../src/transport/qr.route.js';
import { ticketPdfRoute } from '../../src/transport/ticket-pdf.route.js';
import { sandboxRoute } from '../../src/transport/sandbox.route.js';
import { webhookRoute } from '../../src/transport/webhook.route.js';
import { hallLoad, openBench } from '../script/inventory.fixture.js';
import type { Disposer } from '../support/disposer.js';
import { writeLedgerEvent, type LedgerEvent } from '../support/ledger-rows.js';
import { useServices } from '../support/services.js';
import { buildPlant, openLedger, QUIET } from './jobs.fixture.js';
import { type Channels, openMessengers, printer } from './notify.fixture.js';

export const SECRETS = ['the first secret of the sandbox', 'the old secret of the sandbox'];

export interface ShopOptions extends Partial<Channels> {
  attempts?: number;
}

/** A web server for the pages and webhooks of one test. */
async function openServer(disposer: Disposer) {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  return { app, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function openStores(ledger: Ledger) {
  return {
    orders: new OrderStore({ ledger }),
    payments: new PaymentStore({ ledger }),
    refunds: new RefundStore({ ledger }),
    paymentEventRows: new PaymentEventStore({ ledger }),
    tickets: new TicketStore({ ledger }),
    outbox: new OutboxStore({ ledger }),
    books: new SandboxStore({ ledger }),
    events: new CachedEventReader({ events: new EventStore({ ledger }), charts: new ChartStore({ ledger }) }),
  };
}

interface ServiceParts {
  ledger: Ledger;
  url: string;
  channels: Channels;
  inventory: InventoryStore;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

/** Services and their handlers, with the sandbox as the one provider. */
function openServices(disposer: Disposer, { ledger, url, channels, inventory, doorbell, feed }: ServiceParts) {
  const stores = openStores(ledger);
  const { orders, payments, outbox, tickets, events, books, paymentEventRows } = stores;
  const sandbox = new SandboxService({ books, onWebhookOwed: () => delivery.ring() });
  const provider = new SandboxProvider({ bank: sandbox, publicUrl: url, secrets: SECRETS });
  const providers = new Map<string, PaymentProvider>([['sandbox', provider]]);
  const webhookUrl = () => `${url}/webhooks/sandbox`;
  const delivery = disposer.own(new SandboxDelivery({ books, log: QUIET, webhookUrl, secret: SECRETS[0]!, retryMs: 50 }));
  const orderUrl = (orderNo: string) => `${url}/orders/${orderNo}`;
  const pages = { allowsReturn: (page: URL) => page.origin === url || page.origin === 'https://shop.example', orderUrl };
  const audit = new AuditStore({ ledger });
  const paymentService = new PaymentService({ orders, payments, outbox, audit, unitOfWork: ledger, doorbell, providers, pages });
  const money = composeMoney({
    base: { ledger, inventory },
    stores: { ...stores, events: paymentEventRows },
    providers,
    events,
    doorbell,
    feed,
    cancelUnpaid: (actor, eventId) => orderEnd.cancelUnpaid(actor, eventId),
  });
  const { paymentEvents, settlement } = money;
  providers.set('box-office', new BoxOfficeProvider({ tell: async (told) => void (await paymentEvents.take('box-office', told)) }));
  const fulfilment = new FulfilmentService({ ledger: { orders, payments, tickets, outbox }, inventory, events, doorbell, feed });
  const ticketService = new TicketService({ tickets, orders, events, publicUrl: url });
  const messengers = openMessengers(disposer, { ledger, ...stores, tickets: ticketService, doorbell, feed, orderUrl, channels });
  const messagesOnEnd: OrderEndPorts['messagesOnEnd'] = (tx, order) => paymentService.messagesOnEnd(tx, order);
  const orderEnd = new OrderEndService({ orders, unitOfWork: ledger, outbox, doorbell, feed, messagesOnEnd });
  const handlers = [
    paymentConfirmationHandler({ paymentEvents }),
    paymentSettlementHandler({ settlement }),
    paymentRefundHandler(money),
    latePaymentHandler(money),
    eventRefundHandler(money),
    orderCompletionHandler({ fulfilment }),
    seatConfirmationHandler({ fulfilment, ...money }),
    ...messengers,
  ];
  return {
    ...stores,
    money,
    sandbox,
    provider,
    providers,
    delivery,
    paymentService,
    paymentEvents,
    fulfilment,
    ticketService,
    orderEnd,
    handlers,
  };
}

/** Everything from order to mail on a ledger of its own, with the sandbox over real HTTP. Nothing runs until `run()`. */
export async function openShop(disposer: Disposer, options: ShopOptions = {}) {
  const base = await openLedger(disposer);
  const { ledger } = base;
  const event = await writeLedgerEvent(ledger.pool, 50);
  const viewer: Viewer = { personId: event.personId, role: 'GUEST', sessionId: newId(), expiresAt: new Date(Date.now() + 3_600_000) };
  const { store: inventory } = await openBench(disposer);
  await inventory.prepare(hallLoad({ eventId: event.eventId, seatCount: 100, capacities: [100, event.standing.capacity] }));
  const { app, url } = await openServer(disposer);
  const changed: string[] = [];
  const feed = { orderChanged: (orderNo: string) => void changed.push(orderNo) };
  const doorbell = { ring: () => plant.relay.ring() };
  const channels = { smtpUrl: 'smtp://127.0.0.1:1', sms: null, push: null, ...options };
  const services = openServices(disposer, { ledger, url, channels, inventory, doorbell, feed });
  const { redisUrl } = useServices();
  const plant = buildPlant(disposer, { ledger, redisUrl, handlers: services.handlers, attempts: options.attempts ?? 6 });
  /** Who asks for pages. */
  const session: { viewer: Viewer | null } = { viewer };
  webhookRoute({ paymentEvents: services.paymentEvents, log: QUIET, onWebhook() {} })(app);
  sandboxRoute({ sandbox: services.sandbox })(app);
  ticketPdfRoute({ tickets: services.ticketService, printer })(app);
  qrRoute({ tickets: services.ticketService, readViewer: async () => session.viewer })(app);
  const pay = (orderNo: string, changes: { returnUrl?: string; idempotencyKey?: string } = {}) =>
    services.paymentService.startPayment(viewer, { orderNo, provider: 'sandbox', returnUrl: null, idempotencyKey: newId(), ...changes });
  /** Starts relay, workers and the sandbox's deliveries. */
  const run = () => {
    plant.relay.start();
    plant.workers.start();
    services.delivery.start();
  };
  const timeline = async (orderNo: string) => (await services.orders.steps([orderNo])).map((step) => step.what);
  const sandboxStatus = async () =>
    (await ledger.pool.query('SELECT status FROM sandbox_payment ORDER BY id')).rows.map((row: { status: string }) => row.status);
  return {
    ...base,
    ...services,
    plant,
    url,
    viewer,
    session,
    event,
    inventory,
    changed,
    placeOrder: orderPlacer(services.orders, event),
    pay,
    run,
    timeline,
    sandboxStatus,
  };
}

/** @returns what places PENDING orders of two seats and a standing place each: 105.00 EUR. */
function orderPlacer(orders: OrderStore, event: LedgerEvent) {
  let serial = 0;
  const item = (part: { tierId: string; priceId: string }, seatIndex: number | null, amountMinor: number) => ({
    id: newId(),
    tierId: part.tierId,
    priceId: part.priceId,
    seatIndex,
    amountMinor,
  });
  return async (payMs = 60_000): Promise<OrderModel> => {
    serial += 1;
    const outcome = await orders.place({
      orderNo: newOrderNo(),
      personId: event.personId,
      eventId: event.eventId,
      holdEpoch: 1,
      holdSerial: serial,
      email: 'ada@example.com',
      name: 'Ada <Lovelace>',
      phone: null,
      locale: 'en',
      currency: 'EUR',
      idempotencyKey: newId(),
      inputHash: 'hash',
      payByMs: Date.now() + payMs,
      items: [item(event.seated, serial * 2, 4500), item(event.seated, serial * 2 + 1, 4500), item(event.standing, null, 1500)],
    });
    if (outcome.kind !== 'PLACED') throw new Error(outcome.kind);
    return outcome.order;
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The session of a payment that must have started. */
export async function session(shop: Shop, orderNo: string, changes: Parameters<Shop['pay']>[1] = {}) {
  const result = await shop.pay(orderNo, changes);
  if (result.kind !== 'PaymentSession') throw new Error(result.kind);
  return { ...result, redirectUrl: result.redirectUrl! };
}
