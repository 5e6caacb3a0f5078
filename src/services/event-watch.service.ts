import type { EventModel } from '../domain/event.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { SaleWatcher } from '../feed/sale.feed.port.js';
import type { EventService } from './event.service.js';

/** Watching an event: its terms and where its sale stands. Its seats are the live map's. */
export class EventWatchService {
  readonly #ports: { events: Pick<EventService, 'find'>; feed: SaleWatcher };

  constructor(ports: { events: Pick<EventService, 'find'>; feed: SaleWatcher }) {
    this.#ports = ports;
  }

  /**
   * The event as it is at once, then whenever staff change it or the clock opens or closes its sale. Drafts are for staff.
   * @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE.
   */
  async watch(viewer: Viewer | null, eventId: string): Promise<AsyncIterableIterator<EventModel>> {
    const { events, feed } = this.#ports;
    const event = await events.find(viewer, eventId);
    if (event === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    return feed.watch(event.id, () => events.find(viewer, event.id));
  }
}
