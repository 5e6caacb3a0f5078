import type { EventModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';

/** Tells watchers of an event that staff changed it. At most once, across processes; watchers read the event again, and poll as well. */
export interface SaleFeedPublisher {
  /** Never throws. */
  eventChanged(eventId: Id): void;
}

/** Watching what the public knows of an event. */
export interface SaleWatcher {
  /**
   * Calls `look` at once, after every notice, when the clock opens or closes the sale, and every few seconds, and yields what it returns
   * whenever its revision or its status by the clock is new. Ends when `look` returns null. The caller ends it by `return()`.
   * @throws DEPENDENCY_UNAVAILABLE.
   */
  watch(eventId: Id, look: () => Promise<EventModel | null>): Promise<AsyncIterableIterator<EventModel>>;
}
