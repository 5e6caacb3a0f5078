import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import { AisleError } from '../errors/aisle-error.js';
import { EventChannel } from './event.channel.js';
import type { FeedSource, MapFrame, NoticeBoard } from './feed.port.js';
import type { MirrorRefusal, MirrorWish } from './sold-out.mirror.js';

export interface FeedHubPorts {
  source: FeedSource;
  board: NoticeBoard;
  windowMs: number;
  onError(error: unknown): void;
}

/** How long an event without watchers is kept warm: a reload should find it. */
const LINGER_MS = 30_000;
const LOOK_MS = 5_000;
/**
 * How long a refusal waits for notices on their way, milliseconds. Redis answers whoever made a change first, and writes the notice of it to others
 * right after; where both share a busy core, the one who is answered runs first. Without a wait one of a hundred who asked at once was
 * refused what had just been given back, with 2 ms one of some hundreds on a machine that was busy with something else.
 */
const SETTLE_MS = 5;

/** All live maps of this process: one channel an event, opened by its first watcher, closed some time after its last. */
export class FeedHub {
  readonly #ports: FeedHubPorts;
  readonly #channels = new Map<Id, Promise<EventChannel>>();
  /** Those that are open, for whoever does not want to wait. */
  readonly #opened = new Map<Id, EventChannel>();
  readonly #lingering = new Map<Id, NodeJS.Timeout>();
  #closed = false;

  constructor(ports: FeedHubPorts) {
    this.#ports = ports;
  }

  /**
   * Watches an event's map from `since` on: first frame at once, then changes, without a gap. The caller ends it by `return()`.
   * @throws DEPENDENCY_UNAVAILABLE when Redis does not answer or has lost the event.
   */
  async watch(eventId: Id, since: MapCursor | null): Promise<AsyncIterableIterator<MapFrame>> {
    const channel = await this.#channel(eventId);
    if (!channel.ready) {
      this.#drop(eventId, channel);
      throw new AisleError('DEPENDENCY_UNAVAILABLE', 'The map of this event is being rebuilt.', { retryAfterMs: 1000 });
    }
    clearTimeout(this.#lingering.get(eventId));
    this.#lingering.delete(eventId);
    return channel.watch(since);
  }

  /**
   * The map as this process has it, a few milliseconds old; null when Redis has lost the event. Keeps the event warm for a while, so that
   * the next look costs nothing. @throws DEPENDENCY_UNAVAILABLE.
   */
  async map(eventId: Id): Promise<{ map: Uint8Array; cursor: MapCursor } | null> {
    const channel = await this.#channel(eventId);
    if (channel.size === 0) this.#linger(eventId, channel);
    return channel.map();
  }

  /**
   * A refusal that needs no question to Redis (see SoldOutMirror), or null: ask. Before it refuses anybody it waits a moment, so
   * that every notice is folded in of what was changed before the question. Never throws; costs a wish that may be granted a look at a map,
   * and no promise.
   */
  refusal(wish: MirrorWish): Promise<MirrorRefusal | null> | null {
    const channel = this.#opened.get(wish.eventId);
    if (channel === undefined) {
      this.#begin(wish.eventId);
      return null;
    }
    channel.askedAt = performance.now();
    return channel.mirror().suspects(wish) ? settledRefusal(channel, wish) : null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#lingering.values()) clearTimeout(timer);
    const channels = await Promise.allSettled(this.#channels.values());
    for (const channel of channels) if (channel.status === 'fulfilled') channel.value.close();
    this.#channels.clear();
    this.#opened.clear();
  }

  /** Opens an event that is asked for; nobody waits for it. */
  #begin(eventId: Id): void {
    if (this.#closed || this.#channels.has(eventId)) return;
    this.#channel(eventId).then(
      (channel) => {
        channel.mirror();
        if (channel.size === 0) this.#linger(eventId, channel);
      },
      (error: unknown) => this.#ports.onError(error),
    );
  }

  #channel(eventId: Id): Promise<EventChannel> {
    if (this.#closed) throw new AisleError('DEPENDENCY_UNAVAILABLE', 'This process is stopping.', { retryAfterMs: 1000 });
    const known = this.#channels.get(eventId);
    if (known !== undefined) return known;
    const opening = this.#open(eventId);
    this.#channels.set(eventId, opening);
    opening.catch(() => this.#channels.delete(eventId));
    return opening;
  }

  async #open(eventId: Id): Promise<EventChannel> {
    const { source, board, windowMs, onError } = this.#ports;
    const onIdle = () => this.#linger(eventId, channel);
    const channel: EventChannel = new EventChannel({ eventId, source, board, windowMs, lookMs: LOOK_MS, onError, onIdle });
    try {
      await channel.open();
      this.#opened.set(eventId, channel);
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  #linger(eventId: Id, channel: EventChannel): void {
    if (this.#closed) return;
    clearTimeout(this.#lingering.get(eventId));
    const end = () => {
      if (channel.size > 0) return;
      if (performance.now() - channel.askedAt < LINGER_MS) this.#linger(eventId, channel);
      else this.#drop(eventId, channel);
    };
    const timer = setTimeout(end, LINGER_MS);
    timer.unref();
    this.#lingering.set(eventId, timer);
  }

  #drop(eventId: Id, channel: EventChannel): void {
    this.#channels.delete(eventId);
    this.#opened.delete(eventId);
    this.#lingering.delete(eventId);
    channel.close();
  }
}

async function settledRefusal(channel: EventChannel, wish: MirrorWish): Promise<MirrorRefusal | null> {
  await pause(SETTLE_MS);
  await setImmediate(); // what came in by then has now been read
  return channel.mirror().refusal(wish);
}
