import type { Env } from './config/env.js';
import { policyOf, type Policy } from './config/policy.js';
import type { Id } from './domain/id.js';
import type { SaleFeed } from './feed/sale.feed.js';
import { SeatScripts } from './lua/seat.scripts.js';
import { AuditService } from './services/audit.service.js';
import { BlockService } from './services/block.service.js';
import { ChartService } from './services/chart.service.js';
import { EventService } from './services/event.service.js';
import { GuestService } from './services/guest.service.js';
import { InventoryKeeper } from './services/inventory.keeper.js';
import { PasswordHasher } from './services/password.hasher.js';
import { PersonService } from './services/person.service.js';
import { ReconcileService, type ReconcileServicePorts } from './services/reconcile.service.js';
import { SaleService, type SaleServicePorts } from './services/sale.service.js';
import { SalesService } from './services/sales.service.js';
import { SeatService } from './services/seat.service.js';
import { SessionService } from './services/session.service.js';
import { ShowService } from './services/show.service.js';
import { VenueService } from './services/venue.service.js';
import { AuditStore } from './stores/audit.store.js';
import { BlockStore } from './stores/block.store.js';
import { BrowserStore } from './stores/browser.store.js';
import { ChartStore } from './stores/chart.store.js';
import { CachedEventReader } from './stores/event.reader.js';
import { EventStore } from './stores/event.store.js';
import type { InventoryPort } from './stores/inventory.port.js';
import { InventoryStore } from './stores/inventory.store.js';
import { Ledger } from './stores/ledger.js';
import type { LinePort } from './stores/line.port.js';
import type { OrderPort } from './stores/order.port.js';
import { OrderStore } from './stores/order.store.js';
import { PersonStore } from './stores/person.store.js';
import { connectRedis } from './stores/redis.connector.js';
import { SalesStore } from './stores/sales.store.js';
import { SessionStore } from './stores/session.store.js';
import { ShowStore } from './stores/show.store.js';
import { VenueStore } from './stores/venue.store.js';

export interface CatalogueParts {
  ledger: Ledger;
  inventory: InventoryPort;
  /** Lines that guests may stand in; commands sign nobody in. */
  line?: Pick<LinePort, 'move'>;
  orders: OrderPort;
  policy: Pick<Policy, 'session' | 'passwordHashes'>;
  /** Our address, without a slash at the end; nothing for commands, which show no addresses. */
  publicUrl?: string;
  /** Ends the unpaid orders of an event that was called off; commands call none off. */
  cancelUnpaid?: SaleServicePorts['cancelUnpaid'];
  /** Gives back the paid ones. */
  refundPaid?: SaleServicePorts['refundPaid'];
  /** Tells other processes of events that changed; commands tell nobody: what they change is seen within a second. */
  saleFeed?: Pick<SaleFeed, 'eventChanged' | 'onNotice'>;
  /** Told of an event whose inventory could not be brought in step with the ledger. */
  onInventoryError?: (error: unknown, eventId: Id) => void;
  /** Told of what Redis and the ledger disagreed about, before it is mended. */
  onMismatch?: ReconcileServicePorts['onMismatch'];
}

const noLine = { move: () => Promise.reject(new Error('there is no line at hand here')) };
const noOrders = () => Promise.reject(new Error('there are no orders at hand here'));

/** Makes the stores and services of people and catalogue: the part of the composition that the seed and the admin command need too. */
export function composeCatalogue({
  ledger,
  inventory,
  line = noLine,
  orders,
  policy,
  publicUrl = '',
  cancelUnpaid = noOrders,
  refundPaid = noOrders,
  saleFeed,
  onInventoryError,
  onMismatch,
}: CatalogueParts) {
  const audit = new AuditStore({ ledger });
  const charts = new ChartStore({ ledger });
  const events = new EventStore({ ledger });
  const people = new PersonStore({ ledger });
  const sessions = new SessionStore({ ledger });
  const shows = new ShowStore({ ledger });
  const venues = new VenueStore({ ledger });
  const reader = new CachedEventReader({ events, charts, onForget: (id) => saleFeed?.eventChanged(id) });
  saleFeed?.onNotice((id) => reader.drop(id));
  const keeper = new InventoryKeeper({ events, reader, orders, inventory, onError: onInventoryError });
  const sessionService = new SessionService({ sessions, people, unitOfWork: ledger, policy });
  const guests = new GuestService({ events: reader, inventory, line, orders, browsers: new BrowserStore({ ledger }) });
  const passwords = new PasswordHasher({ concurrent: policy.passwordHashes });
  const services = {
    sessions: sessionService,
    people: new PersonService({ people, sessions, audit, unitOfWork: ledger, sessionService, guests, passwords }),
    venues: new VenueService({ venues, audit, unitOfWork: ledger }),
    charts: new ChartService({ charts, events: reader, venues, audit, unitOfWork: ledger, publicUrl }),
    shows: new ShowService({ shows, audit, unitOfWork: ledger }),
    events: new EventService({ events, reader, shows, venues, keeper, audit, unitOfWork: ledger }),
    sales: new SaleService({ events, reader, keeper, audit, unitOfWork: ledger, cancelUnpaid, refundPaid }),
    takings: new SalesService({ sales: new SalesStore({ ledger }) }),
    seats: new SeatService({ reader, inventory }),
    audit: new AuditService({ audit }),
    blocks: new BlockService({ events: reader, lease: events, inventory, blocks: new BlockStore({ ledger }), audit, unitOfWork: ledger }),
    reconcile: new ReconcileService({
      events,
      reader,
      orders,
      inventory,
      keeper,
      records: { audit, unitOfWork: ledger },
      onMismatch,
      onError: onInventoryError,
    }),
  };
  return { reader, keeper, services };
}

const COMMAND_POOL = 3;
const COMMAND_STATEMENT_MS = 30_000;

/**
 * People and catalogue for a command that runs once: the seed, the admin command. Redis is connected to when it is first needed.
 * @returns the services and `close`, without which the process does not end.
 */
export function openCatalogue(env: Env, onError: (error: unknown) => void) {
  const ledger = new Ledger({ databaseUrl: env.DATABASE_URL, poolSize: COMMAND_POOL, statementMs: COMMAND_STATEMENT_MS, onError });
  const redis = connectRedis({ url: env.REDIS_URL, purpose: 'seats', onError: () => undefined, lazy: true }); // told by the call that needed it
  const inventory = new InventoryStore({ scripts: new SeatScripts({ redis }) });
  const parts = { ledger, inventory, orders: new OrderStore({ ledger }), policy: policyOf(env), onInventoryError: onError };
  const close = async () => {
    redis.disconnect();
    await ledger.close();
  };
  return { ...composeCatalogue(parts), ledger, connect: () => redis.connect(), close };
}
