import type { Id } from '../domain/id.js';
import type { LineRules, PlaceInLine } from '../domain/line.js';
import { AisleError } from '../errors/aisle-error.js';
import type { LinePort } from '../stores/line.port.js';
import { LineChannel } from './line.channel.js';
import type { LineWatcher } from './line.feed.port.js';

export interface LineFeedPorts {
  line: Pick<LinePort, 'look'>;
  rules: LineRules;
  /** How often a line with watchers is looked at, milliseconds. */
  tickMs: number;
  onError(error: unknown): void;
}

/** All lines that somebody in this process watches: one channel an event, from its first watcher to its last. */
export class LineFeed implements LineWatcher {
  readonly #ports: LineFeedPorts;
  readonly #channels = new Map<Id, LineChannel>();
  #closed = false;

  constructor(ports: LineFeedPorts) {
    this.#ports = ports;
  }

  async watch(eventId: Id, person: Id): Promise<AsyncIterableIterator<PlaceInLine> | null> {
    const { line, places } = await this.#ports.line.look(eventId, [person]);
    const place = places[0] ?? null;
    if (place === null) return null;
    if (this.#closed) throw new AisleError('DEPENDENCY_UNAVAILABLE', 'This process is stopping.', { retryAfterMs: 1000 });
    return this.#channel(eventId).watch(person, line, place);
  }

  /** Ends every watcher. */
  async close(): Promise<void> {
    this.#closed = true;
    const channels = [...this.#channels.values()];
    this.#channels.clear();
    await Promise.all(channels.map((channel) => channel.close()));
  }

  #channel(eventId: Id): LineChannel {
    const known = this.#channels.get(eventId);
    if (known !== undefined) return known;
    const channel: LineChannel = new LineChannel({ ...this.#ports, eventId, onIdle: () => this.#drop(eventId, channel) });
    this.#channels.set(eventId, channel);
    return channel;
  }

  #drop(eventId: Id, channel: LineChannel): void {
    if (this.#channels.get(eventId) === channel) this.#channels.delete(eventId);
    void channel.close();
  }
}
