import type { Base } from './compose.base.js';
import type { DeadLetterFeed } from './feed/dead-letter.feed.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import type { SaleFeed } from './feed/sale.feed.js';
import { CheckInService } from './services/check-in.service.js';
import { DeadLetterService } from './services/dead-letter.service.js';
import { EventWatchService } from './services/event-watch.service.js';
import type { EventService } from './services/event.service.js';
import { AuditStore } from './stores/audit.store.js';
import type { DeadLetterPort } from './stores/dead-letter.port.js';
import { DoorStore } from './stores/door.store.js';
import type { Doorbell } from './stores/outbox.port.js';

export interface StaffParts {
  base: Base;
  saleFeed: SaleFeed;
  letterFeed: DeadLetterFeed;
  orderFeed: OrderFeedPublisher;
  relay: Doorbell;
  stores: { deadLetters: DeadLetterPort };
  events: EventService;
}

/** What staff do around a sale: the door, and work that was given up. */
export function composeStaff({ base: { ledger }, saleFeed, letterFeed, orderFeed, relay, stores, events }: StaffParts) {
  const audit = new AuditStore({ ledger });
  const common = { audit, unitOfWork: ledger, feed: orderFeed };
  return {
    deadLetters: new DeadLetterService({ ...common, deadLetters: stores.deadLetters, doorbell: relay, letters: letterFeed }),
    eventWatch: new EventWatchService({ events, feed: saleFeed }),
    checkIn: new CheckInService({ ...common, door: new DoorStore({ ledger }), events }),
  };
}
