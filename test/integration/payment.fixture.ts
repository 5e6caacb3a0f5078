import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { newId } from '../../src/domain/id.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { emailNotificationHandler } from '../../src/jobs/email-notification.handler.js';
import { orderCompletionHandler } from '../../src/jobs/order-completion.handler.js';
import { paymentConfirmationHandler } from '../../src/jobs/payment-confirmation.handler.js';
import { paymentSettlementHandler } from '../../src/jobs/payment-settlement.handler.js';
import { seatConfirmationHandler } from '../../src/jobs/seat-confirmation.handler.js';
import { EmailChannel } from '../../src/notify/email.channel.js';
import type { PaymentProvider } from '../../src/payments/payment-provider.port.js';
import { SandboxDelivery } from '../../src/payments/sandbox.delivery.js';
import { SandboxProvider } from '../../src/payments/sandbox.provider.js';
import { FulfilmentService } from '../../src/services/fulfilment.service.js';
import { NotificationService } from '../../src/services/notification.service.js';
import { OrderEndService } from '../../src/services/order-end.service.js';
import { PaymentEventService } from '../../src/services/payment-event.service.js';
import { PaymentService } from '../../src/services/payment.service.js';
import { SandboxService } from '../../src/services/sandbox.service.js';
import { SettlementService } from '../../src/services/settlement.service.js';
import { TicketService } from '../../src/services/ticket.service.js';
import { ChartStore } from '../../src/stores/chart.store.js';
import { CachedEventReader } from '../../src/stores/event.reader.js';
import { EventStore } from '../../src/stores/event.store.js';
import { OrderStore } from '../../src/stores/order.store.js';
import { PaymentEventStore } from '../../src/stores/payment-event.store.js';
import { PaymentStore } from '../../src/stores/payment.store.js';
import { SandboxStore } from '../../src/stores/sandbox.store.js';
import { TicketStore } from '../../src/stores/ticket.store.js';
import { qrRoute } from '../../src/transport/qr.route.js';
import { sandboxRoute } from '../../src/transport/sandbox.route.js';
import { webhookRoute } from '../../src/transport/webhook.route.js';
import { hallLoad, openBench } from '../script/inventory.fixture.js';
import type { Disposer } from '../support/disposer.js';
import { writeLedgerEvent } from '../support/ledger-rows.js';
import { useServices } from '../support/services.js';
import { buildPlant, openLedger, QUIET } from './jobs.fixture.js';

export const SECRETS = ['the first secret of the sandbox', 'the old secret of the sandbox'];

export interface ShopOptions {
  /** Of a mail server; default: nobody listens there. */
  smtpUrl?: string;
  attempts?: number;
}

/** Everything from order to mail on a ledger of its own, with the sandbox over real HTTP. Nothing runs until `run()`. */
export async function openShop(disposer: Disposer, options: ShopOptions = {}) {
  const base = await openLedger(disposer);
  const { ledger, outbox } = base;
  const event = await writeLedgerEvent(ledger.pool, 50);
  const viewer: Viewer = { personId: event.personId, role: 'GUEST', sessionId: newId(), expiresAt: new Date(Date.now() + 3_600_000) };
  const { store: inventory } = await openBench(disposer);
  await inventory.prepare(hallLoad({ eventId: event.eventId, seatCount: 100, capacities: [100, event.standing.capacity] }));
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const orders = new OrderStore({ ledger });
  const payments = new PaymentStore({ ledger });
  const tickets = new TicketStore({ ledger });
  const events = new CachedEventReader({ events: new EventStore({ ledger }), charts: new ChartStore({ ledger }) });
  const books = new SandboxStore({ ledger });
  const sandbox = new SandboxService({ books, onWebhookOwed: () => delivery.ring() });
  const provider = new SandboxProvider({ bank: sandbox, publicUrl: url, secrets: SECRETS });
  const providers = new Map<string, PaymentProvider>([['sandbox', provider]]);
  const delivery = disposer.own(new SandboxDelivery({ books, log: QUIET, webhookUrl: () => `${url}/webhooks/sandbox`, secret: SECRETS[0]!, retryMs: 50 }));
  const changed: string[] = [];
  const feed = { orderChanged: (orderNo: string) => void changed.push(orderNo) };
  const doorbell = { ring: () => plant.relay.ring() };
  const orderUrl = (orderNo: string) => `${url}/orders/${orderNo}`;
  const shared = { unitOfWork: ledger, providers, doorbell, feed };
  const paymentService = new PaymentService({
    ...{ orders, payments, outbox, unitOfWork: ledger, doorbell, providers },
    pages: { allowsReturn: (page) => page.origin === url || page.origin === 'https://shop.example', orderUrl },
  });
  const paymentEvents = new PaymentEventService({ ...shared, ledger: { orders, payments, events: new PaymentEventStore({ ledger }), outbox } });
  const settlement = new SettlementService({ payments, providers });
  const fulfilment = new FulfilmentService({ ledger: { orders, payments, tickets, outbox }, inventory, events, doorbell, feed });
  const ticketService = new TicketService({ tickets, orders, events, publicUrl: url });
  const email = disposer.own(new EmailChannel({ smtpUrl: options.smtpUrl ?? 'smtp://127.0.0.1:1', from: 'Aisle <tickets@aisle.test>' }));
  const notifications = new NotificationService({ orders, tickets: ticketService, email, feed, orderUrl });
  const orderEnd = new OrderEndService({ orders, unitOfWork: ledger, outbox, doorbell, feed, messagesOnEnd: (tx, order) => paymentService.messagesOnEnd(tx, order) });
  const handlers = [
    paymentConfirmationHandler({ paymentEvents }),
    paymentSettlementHandler({ settlement }),
    orderCompletionHandler({ fulfilment }),
    seatConfirmationHandler({ fulfilment }),
    emailNotificationHandler({ notifications }),
  ];
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers, attempts: options.attempts ?? 6 });
  const readViewer = async () => session.viewer;
  const session: { viewer: Viewer | null } = { viewer };
  for (const route of [webhookRoute({ paymentEvents, log: QUIET, onWebhook() {} }), sandboxRoute({ sandbox }), qrRoute({ tickets: ticketService, readViewer })]) route(app);

  let serial = 0;
  /** A PENDING order of two seats and a standing place: 105.00 EUR. */
  const placeOrder = async (payMs = 60_000) => {
    serial += 1;
    const seat = (index: number) => ({ id: newId(), ...event.seated, seatIndex: index, amountMinor: 4500 });
    const outcome = await orders.place({
      ...{ orderNo: newOrderNo(), personId: event.personId, eventId: event.eventId, holdEpoch: 1, holdSerial: serial },
      ...{ email: 'ada@example.com', name: 'Ada <Lovelace>', phone: null, locale: 'en', currency: 'EUR', idempotencyKey: newId(), inputHash: 'hash' },
      payByMs: Date.now() + payMs,
      items: [seat(serial * 2), seat(serial * 2 + 1), { id: newId(), tierId: event.standing.tierId, priceId: event.standing.priceId, seatIndex: null, amountMinor: 1500 }],
    });
    if (outcome.kind !== 'PLACED') throw new Error(outcome.kind);
    return outcome.order;
  };
  const pay = (orderNo: string, changes: { returnUrl?: string; idempotencyKey?: string } = {}) =>
    paymentService.startPayment(viewer, { orderNo, provider: 'sandbox', returnUrl: null, idempotencyKey: newId(), ...changes });
  /** Starts relay, workers and the sandbox's deliveries. */
  const run = () => {
    plant.relay.start();
    plant.workers.start();
    delivery.start();
  };
  const timeline = async (orderNo: string) => (await orders.steps([orderNo])).map((step) => step.what);
  const sandboxStatus = async () => (await ledger.pool.query('SELECT status FROM sandbox_payment ORDER BY id')).rows.map((row: { status: string }) => row.status);
  return {
    ...base,
    ...{ plant, url, viewer, session, event, orders, payments, tickets, inventory, sandbox, provider, providers, delivery, changed },
    ...{ paymentService, paymentEvents, fulfilment, ticketService, notifications, orderEnd, handlers, placeOrder, pay, run, timeline, sandboxStatus },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The session of a payment that must have started. */
export async function session(shop: Shop, orderNo: string, changes: Parameters<Shop['pay']>[1] = {}) {
  const result = await shop.pay(orderNo, changes);
  if (result.kind !== 'PaymentSession') throw new Error(result.kind);
  return { ...result, redirectUrl: result.redirectUrl! };
}
