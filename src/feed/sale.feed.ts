import { statusAt, type EventModel, type EventStatus } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import { ChangeFeed, type ChangeFeedPorts } from './change.feed.js';
import type { SaleFeedPublisher, SaleWatcher } from './sale.feed.port.js';

/** The clock moves a sale along these alone, and only forward. */
const BY_THE_CLOCK: readonly EventStatus[] = ['PREPARED', 'ON_SALE', 'CLOSED'];

/** Notices that an event changed, from any process to the watchers in this one. */
export class SaleFeed implements SaleFeedPublisher, SaleWatcher {
  readonly #feed: ChangeFeed;
  readonly #listeners: ((eventId: Id) => void)[] = [];

  constructor(ports: Omit<ChangeFeedPorts, 'channel' | 'onNotice'>) {
    const onNotice = (eventId: string) => this.#listeners.forEach((listener) => listener(eventId));
    this.#feed = new ChangeFeed({ ...ports, channel: 'aisle:events', onNotice });
  }

  eventChanged(eventId: Id): void {
    this.#feed.changed(eventId);
  }

  /** Calls `listener` for every notice that this process hears, before its watchers look: for caches, which would show them the past. */
  onNotice(listener: (eventId: Id) => void): void {
    this.#listeners.push(listener);
  }

  watch(eventId: Id, look: () => Promise<EventModel | null>): Promise<AsyncIterableIterator<EventModel>> {
    return this.#feed.watch(eventId, { look, markOf, dueInMs });
  }
}

/** Grows with the revision, and within one with the steps of the clock. */
function markOf(event: EventModel): number {
  return event.revision * (BY_THE_CLOCK.length + 1) + BY_THE_CLOCK.indexOf(statusAt(event, Date.now()));
}

function dueInMs(event: EventModel): number | null {
  const nowMs = Date.now();
  const status = statusAt(event, nowMs);
  if (status === 'PREPARED') return event.saleOpensAt.getTime() - nowMs;
  return status === 'ON_SALE' ? event.saleClosesAt.getTime() - nowMs : null;
}
