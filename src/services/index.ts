import type { AuditService } from './audit.service.js';
import type { BlockService } from './block.service.js';
import type { ChartService } from './chart.service.js';
import type { DeadLetterService } from './dead-letter.service.js';
import type { EventService } from './event.service.js';
import type { HoldChangeService } from './hold-change.service.js';
import type { HoldService } from './hold.service.js';
import type { LineService } from './line.service.js';
import type { LiveMapService } from './live-map.service.js';
import type { OrderEndService } from './order-end.service.js';
import type { OrderService } from './order.service.js';
import type { PaymentService } from './payment.service.js';
import type { PersonService } from './person.service.js';
import type { QueueService } from './queue.service.js';
import type { ReconcileService } from './reconcile.service.js';
import type { SaleService } from './sale.service.js';
import type { SalesService } from './sales.service.js';
import type { SeatService } from './seat.service.js';
import type { SessionService } from './session.service.js';
import type { ShowService } from './show.service.js';
import type { TicketService } from './ticket.service.js';
import type { VenueService } from './venue.service.js';

/** The use cases that entrances may call; `compose.ts` makes one of each. */
export interface Services {
  sessions: SessionService;
  people: PersonService;
  venues: VenueService;
  charts: ChartService;
  shows: ShowService;
  events: EventService;
  sales: SaleService;
  takings: SalesService;
  seats: SeatService;
  audit: AuditService;
  blocks: BlockService;
  reconcile: ReconcileService;
  holds: HoldService;
  line: LineService;
  holdChanges: HoldChangeService;
  orders: OrderService;
  orderEnd: OrderEndService;
  liveMap: LiveMapService;
  payments: PaymentService;
  tickets: TicketService;
  deadLetters: DeadLetterService;
  queues: QueueService;
}
