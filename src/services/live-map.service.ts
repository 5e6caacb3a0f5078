import { isId } from '../domain/id.js';
import type { EventModel } from '../domain/event.js';
import type { MapCursor } from '../domain/seat.js';
import { AisleError } from '../errors/aisle-error.js';
import type { MapFrame } from '../feed/feed.port.js';
import type { EventReader } from '../stores/event.port.js';

export interface LiveMapPorts {
  events: EventReader;
  feed: { watch(eventId: string, since: MapCursor | null): Promise<AsyncIterableIterator<MapFrame>> };
}

/** The live map of an event, for anyone who looks. */
export class LiveMapService {
  readonly #ports: LiveMapPorts;

  constructor(ports: LiveMapPorts) {
    this.#ports = ports;
  }

  /**
   * Watches a map from `since` on: the first frame at once, then changes on one version line without a gap.
   * @throws NOT_FOUND (no such event, or not prepared for sale), DEPENDENCY_UNAVAILABLE.
   */
  async watch(eventId: string, since: MapCursor | null): Promise<{ event: EventModel; frames: AsyncIterableIterator<MapFrame> }> {
    const event = isId(eventId) ? await this.#ports.events.event(eventId) : null;
    if (event === null || event.inventoryEpoch === 0) throw new AisleError('NOT_FOUND', 'There is no map of such an event yet.');
    return { event, frames: await this.#ports.feed.watch(event.id, since) };
  }
}
