import { composeCatalogue } from './compose.catalogue.js';
import type { Base } from './compose.base.js';
import { composeAlerts } from './compose.alerts.js';
import { guardProvider } from './compose.breakers.js';
import { composeMessages } from './compose.messages.js';
import { composeMoney } from './compose.money.js';
import { composeStaff } from './compose.staff.js';
import type { DeadLetterFeed } from './feed/dead-letter.feed.js';
import type { OrderFeedPublisher, OrderWatcher } from './feed/order.feed.port.js';
import type { FeedHub } from './feed/feed.hub.js';
import type { LineWatcher } from './feed/line.feed.port.js';
import type { SaleFeed } from './feed/sale.feed.js';
import { FailureShare } from './jobs/failure.share.js';
import { JobQueues } from './jobs/job.queues.js';
import { OutboxRelay } from './jobs/outbox.relay.js';
import { QUEUES } from './jobs/queue.catalogue.js';
import { observeJobs } from './jobs/job.metrics.js';
import type { PaymentProvider } from './payments/payment-provider.port.js';
import { BoxOfficeProvider, type BoxOfficeOptions } from './payments/box-office.provider.js';
import { FaultyBank } from './payments/faulty.bank.js';
import { SandboxProvider } from './payments/sandbox.provider.js';
import type { AlertService } from './services/alert.service.js';
import { BestAvailableService } from './services/best-available.service.js';
import { FulfilmentService } from './services/fulfilment.service.js';
import { HoldChangeService } from './services/hold-change.service.js';
import { HoldService } from './services/hold.service.js';
import type { SaleServicePorts } from './services/sale.service.js';
import type { Services } from './services/index.js';
import { LineService } from './services/line.service.js';
import { LiveMapService } from './services/live-map.service.js';
import { OrderEndService } from './services/order-end.service.js';
import { OrderService } from './services/order.service.js';
import { PaymentService } from './services/payment.service.js';
import { QueueService } from './services/queue.service.js';
import { SandboxService } from './services/sandbox.service.js';
import { SweepService } from './services/sweep.service.js';
import { TicketService } from './services/ticket.service.js';
import { SeatDesk } from './services/seat.desk.js';
import type { EventReader } from './stores/event.port.js';
import type { Doorbell } from './stores/outbox.port.js';
import { AuditStore } from './stores/audit.store.js';
import { DeadLetterStore, type AddedLetter } from './stores/dead-letter.store.js';
import { OrderStore } from './stores/order.store.js';
import { OutboxStore } from './stores/outbox.store.js';
import { PaymentEventStore } from './stores/payment-event.store.js';
import { PaymentStore } from './stores/payment.store.js';
import { RefundStore } from './stores/refund.store.js';
import { SandboxStore } from './stores/sandbox.store.js';
import { TicketStore } from './stores/ticket.store.js';
import type { OriginPolicy } from './transport/origin.policy.js';

export interface SellingParts {
  base: Base;
  orderFeed: OrderFeedPublisher & OrderWatcher;
  saleFeed: SaleFeed;
  letterFeed: DeadLetterFeed;
  liveFeed: Pick<FeedHub, 'watch' | 'map' | 'refusal'>;
  lineFeed: LineWatcher;
  origins: OriginPolicy;
  /** Whether this process looks at all causes of alarm. */
  looks: boolean;
  /** Rung when the sandbox owes a webhook. */
  onWebhookOwed(): void;
}

/** The stores that orders, payments and jobs share. */
function openStores({ base: { ledger }, letterFeed, orderFeed }: SellingParts) {
  const onAdded = ({ id, queue, orderNo }: AddedLetter) => {
    letterFeed.letterAdded({ id, queue });
    if (orderNo !== null) orderFeed.orderChanged(orderNo);
  };
  return {
    orders: new OrderStore({ ledger }),
    payments: new PaymentStore({ ledger }),
    refunds: new RefundStore({ ledger }),
    events: new PaymentEventStore({ ledger }),
    tickets: new TicketStore({ ledger }),
    outbox: new OutboxStore({ ledger }),
    deadLetters: new DeadLetterStore({ ledger, onAdded }),
    books: new SandboxStore({ ledger }),
  };
}

/** Stores, queues and services of selling, for both roles: which of them work is decided by who starts them. */
export function composeSelling(parts: SellingParts) {
  const { base, orderFeed: feed } = parts;
  const { ledger, inventory, policy, log, publicUrl } = base;
  const stores = openStores(parts);
  const { observer, queues, relay, failures } = composeQueues(base, stores);
  const alerts = composeAlerts({ base, looks: parts.looks, outbox: stores.outbox, queues, relay, failures });
  const cancelUnpaid: SaleServicePorts['cancelUnpaid'] = (actor, eventId) => services.orderEnd.cancelUnpaid(actor, eventId);
  const catalogue = composeCatalogue({
    ledger,
    inventory,
    line: base.line,
    orders: stores.orders,
    policy,
    publicUrl,
    saleFeed: parts.saleFeed,
    cancelUnpaid,
    refundPaid: (tx, event) => money.eventRefunds.begin(tx, event),
    onInventoryError: (err, eventId) => log.warn({ err, eventId }, 'an inventory could not be brought in step with the ledger'),
    onMismatch: inventoryMismatch(base, alerts),
  });
  const { sandbox, providers, payments } = composePayments(
    parts,
    stores,
    relay,
    async (event) => void (await money.paymentEvents.take('box-office', event)),
  );
  const events = catalogue.reader;
  const money = composeMoney({ base, stores, providers, events, doorbell: relay, feed, cancelUnpaid });
  const tickets = new TicketService({ tickets: stores.tickets, orders: stores.orders, events, publicUrl });
  const services: Services = {
    ...catalogue.services,
    ...composeHolds(parts, events),
    ...composeOrders(parts, { stores, events, alerts, payments, doorbell: relay }),
    payments,
    refunds: money.refunds,
    paymentEvents: money.paymentEvents,
    tickets,
    ...composeMessages({ base, stores, doorbell: relay, feed }),
    ...composeStaff({ ...parts, relay, stores, events: catalogue.services.events }),
    queues: new QueueService({ queues }),
  };
  return {
    stores,
    services,
    queues,
    relay,
    observer,
    alerts,
    sandbox,
    providers,
    keeper: catalogue.keeper,
    ...money,
    fulfilment: new FulfilmentService({ ledger: stores, inventory, events, doorbell: relay, feed }),
    sweep: composeSweep(base, stores, events),
  };
}

interface OrderParts {
  stores: ReturnType<typeof openStores>;
  events: EventReader;
  alerts: AlertService;
  payments: PaymentService;
  doorbell: Doorbell;
}

/** Placing orders, and how unpaid ones end. */
function composeOrders({ base, orderFeed: feed }: SellingParts, { stores, events, alerts, payments, doorbell }: OrderParts) {
  const { ledger, inventory, policy, log } = base;
  const { orders, outbox } = stores;
  return {
    orders: new OrderService({ orders, inventory, events, feed, policy, log, onLedgerConflict: ledgerConflict(base, alerts) }),
    orderEnd: new OrderEndService({
      unitOfWork: ledger,
      doorbell,
      feed,
      log,
      orders,
      outbox,
      messagesOnEnd: (tx, order) => payments.messagesOnEnd(tx, order),
      onExpiryError: (err, orderNo) => log.error({ err, orderNo }, 'an order could not be expired, tried again'),
    }),
  };
}

/** Holding seats and places, and looking at them. */
function composeHolds(parts: SellingParts, events: EventReader) {
  const { inventory, policy } = parts.base;
  const line = composeLine(parts.base, parts, events);
  const desk = new SeatDesk({ inventory, feed: parts.liveFeed, onTooLate: tooLate(parts.base) });
  return {
    holds: new HoldService({ inventory, desk, events, policy, line }),
    line,
    holdChanges: new HoldChangeService({ inventory, events }),
    bestAvailable: new BestAvailableService({ inventory, desk, events, line, policy }),
    liveMap: new LiveMapService({ events, feed: parts.liveFeed }),
  };
}

/** Beginning payments, and who takes them. */
function composePayments(
  { base, origins, onWebhookOwed }: SellingParts,
  stores: ReturnType<typeof openStores>,
  doorbell: Doorbell,
  tell: BoxOfficeOptions['tell'],
) {
  const sandbox = new SandboxService({ books: stores.books, onWebhookOwed });
  const providers = providersOf(base, sandbox, tell);
  const audit = new AuditStore({ ledger: base.ledger });
  const pages = { allowsReturn: (url: URL) => origins.isAllowed(url.origin), orderUrl: (orderNo: string) => orderUrl(base, orderNo) };
  return { sandbox, providers, payments: new PaymentService({ ...stores, audit, unitOfWork: base.ledger, doorbell, providers, pages }) };
}

function composeLine({ line, policy, log }: Base, { lineFeed: feed }: SellingParts, events: EventReader): LineService {
  const onError = (err: unknown, eventId: string) => log.warn({ err, eventId }, 'a line could not be moved on, tried again');
  return new LineService({ line, events, feed, rules: policy.line, onError });
}

function composeSweep({ inventory, log }: Base, { orders }: ReturnType<typeof openStores>, events: EventReader): SweepService {
  const onError = (err: unknown, eventId: string) => log.error({ err, eventId }, 'an event could not be swept, tried again');
  return new SweepService({ inventory, events, orders, onError });
}

/** The producer's side of all queues, and the relay that feeds them. */
function composeQueues({ messages, log, policy, env, metrics, producer }: Base, { outbox }: ReturnType<typeof openStores>) {
  const failures = new FailureShare();
  const observer = failures.beside(observeJobs(metrics));
  const onError = (err: Error) => log.warn({ err }, 'queue trouble');
  const defaults = { attempts: policy.jobs.attempts };
  const queues = new JobQueues({ contracts: QUEUES, redis: producer, prefix: env.QUEUE_PREFIX, defaults, onError });
  const relay = new OutboxRelay({ outbox, unitOfWork: messages, queues, log, observer, pollMs: policy.timers.relayMs });
  return { observer, queues, relay, failures };
}

export type Selling = ReturnType<typeof composeSelling>;

/** Page of an order in the storefront. */
export function orderUrl({ publicUrl }: Pick<Base, 'publicUrl'>, orderNo: string): string {
  return `${publicUrl}/orders/${orderNo}`;
}

/** The secrets of the sandbox, the signing one first; none: it is off. */
export function sandboxSecrets({ env }: Pick<Base, 'env'>): string[] {
  return (env.WEBHOOK_SECRET_SANDBOX ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
}

function providersOf(base: Base, sandbox: SandboxService, tell: BoxOfficeOptions['tell']): ReadonlyMap<string, PaymentProvider> {
  const faults = base.env.SANDBOX_FAULTS;
  const bank = faults === null ? sandbox : new FaultyBank({ bank: sandbox, faults });
  const secrets = sandboxSecrets(base);
  if (secrets.length > 0 && base.env.NODE_ENV === 'production')
    base.log.warn({}, 'the sandbox provider is on: tickets can be had without money');
  const outside = secrets.length === 0 ? [] : [new SandboxProvider({ bank, publicUrl: base.publicUrl, secrets })];
  const providers: PaymentProvider[] = [...outside.map((provider) => guardProvider(base, provider)), new BoxOfficeProvider({ tell })];
  return new Map(providers.map((provider) => [provider.name, provider]));
}

function tooLate({ metrics }: Base) {
  const help = 'Wishes for what was gone';
  const count = {
    mirror: metrics.counter('refusals_by_mirror', `${help}, refused without Redis.`),
    redis: metrics.counter('refusals_by_redis', `${help}, refused by Redis.`),
  };
  return (by: 'mirror' | 'redis') => count[by]();
}

function inventoryMismatch({ metrics, log }: Base, alerts: AlertService) {
  const count = metrics.counter(
    'inventory_mismatches',
    'Seats and tiers on which Redis and the ledger disagreed, and that were mended. Growing: act.',
  );
  return (eventId: string, rows: readonly object[]) => {
    count(rows.length);
    alerts.report({ measure: 'inventory_mismatches', label: eventId, value: rows.length });
    log.error({ eventId, rows: rows.slice(0, 20), count: rows.length }, 'Redis and the ledger disagreed; Redis is mended');
  };
}

function ledgerConflict({ metrics, log }: Base, alerts: AlertService) {
  const count = metrics.counter(
    'ledger_conflicts',
    'Orders refused by a constraint of the ledger because Redis had granted wrongly. Above zero: act.',
  );
  return (detail: { orderNo: string; eventId: string; detail: string }) => {
    count();
    alerts.report({ measure: 'ledger_conflicts', label: detail.eventId, value: 1 });
    log.error(detail, 'the ledger refused what Redis had granted');
  };
}
