import { LRUCache } from 'lru-cache';
import { seatsOf, type ChartModel } from '../domain/chart.js';
import type { EventModel } from '../domain/event.js';
import { hallOf, type Hall } from '../domain/hall.js';
import type { Id } from '../domain/id.js';
import type { ChartPort } from './chart.port.js';
import type { EventPort, EventReader } from './event.port.js';

/** How old an event may be that a process shows and judges by, milliseconds. */
export const EVENT_CACHE_MS = 1000;
const MOST_EVENTS = 1000;
/** A seat takes 210 bytes (measured on 60,096 of them): charts keep below 130 MB a process. */
const MOST_CACHED_SEATS = 600_000;
const NO_TIER = 255;

/** What is not there is remembered too, so that asking for it again and again costs the ledger nothing. */
interface Found<T> {
  value: T | null;
}

/** Reads events through a cache of a second, and charts, which never change, through one that only makes room for others. */
export class CachedEventReader implements EventReader {
  readonly #events: LRUCache<Id, Found<EventModel>>;
  readonly #charts: LRUCache<Id, ChartModel>;
  readonly #selling: LRUCache<'all', EventModel[]>;
  readonly #source: EventPort;
  /** Grows when an event is forgotten: what was being read meanwhile may be older than the change, and is not kept. */
  #forgotten = 0;
  /** By event and revision: tiers change only with the revision. */
  readonly #tiers: LRUCache<string, Uint8Array>;
  /** Leaves with its chart. */
  readonly #halls = new WeakMap<ChartModel, Hall>();
  readonly #onForget: (id: Id) => void;

  /** `onForget` is told of each event that this process changed. */
  constructor(ports: { events: EventPort; charts: ChartPort; onForget?: (id: Id) => void }) {
    const { events, charts } = ports;
    this.#source = events;
    this.#onForget = ports.onForget ?? (() => undefined);
    const short = { ttl: EVENT_CACHE_MS, ignoreFetchAbort: true };
    this.#events = new LRUCache({ max: MOST_EVENTS, ...short, fetchMethod: async (id) => ({ value: await events.find(id) }) });
    this.#selling = new LRUCache({ max: 1, ...short, fetchMethod: () => events.selling() });
    this.#charts = new LRUCache({
      maxSize: MOST_CACHED_SEATS,
      sizeCalculation: (chart) => Math.max(1, chart.seatCount),
      ignoreFetchAbort: true,
      fetchMethod: async (id) => {
        const chart = await charts.find(id);
        return chart === null ? undefined : { ...chart, seats: seatsOf(chart.layout) };
      },
    });
    this.#tiers = new LRUCache({ maxSize: MOST_CACHED_SEATS * 10, sizeCalculation: (tiers) => tiers.length + 1 });
  }

  async event(id: Id): Promise<EventModel | null> {
    const known = this.#events.get(id) ?? (await this.#events.fetch(id));
    return known?.value ?? null;
  }

  eventAtHand(id: Id): EventModel | null {
    return this.#events.get(id)?.value ?? null;
  }

  async events(ids: readonly Id[]): Promise<(EventModel | null)[]> {
    const unknown = ids.filter((id) => !this.#events.has(id));
    if (unknown.length > 1) await this.#readTogether(unknown);
    return Promise.all(ids.map((id) => this.event(id)));
  }

  async chart(id: Id): Promise<ChartModel | null> {
    return (await this.#charts.fetch(id)) ?? null;
  }

  chartAtHand(id: Id): ChartModel | null {
    return this.#charts.get(id) ?? null;
  }

  async tierBySeat(event: EventModel): Promise<Uint8Array> {
    const key = `${event.id}:${event.revision}`;
    const known = this.#tiers.get(key);
    if (known !== undefined) return known;
    const chart = event.chartId === null ? null : await this.chart(event.chartId);
    // Many may have waited for the chart: the first of them has worked it out for all.
    const meanwhile = this.#tiers.get(key);
    if (meanwhile !== undefined) return meanwhile;
    const tiers = new Map(event.tiers.flatMap((tier) => (tier.category === null ? [] : [[tier.category, tier.position] as const])));
    const bySeat = Uint8Array.from(chart?.seats ?? [], (seat) => tiers.get(seat.category) ?? NO_TIER);
    this.#tiers.set(key, bySeat);
    return bySeat;
  }

  async hall(event: EventModel): Promise<Hall | null> {
    const chart = event.chartId === null ? null : await this.chart(event.chartId);
    if (chart === null) return null;
    const known = this.#halls.get(chart) ?? hallOf(chart.layout);
    this.#halls.set(chart, known);
    return known;
  }

  async sellingEvents(): Promise<EventModel[]> {
    return (await this.#selling.fetch('all')) ?? [];
  }

  forget(id: Id): void {
    this.drop(id);
    this.#onForget(id);
  }

  /** Forgets an event that another process changed. */
  drop(id: Id): void {
    this.#forgotten += 1;
    this.#events.delete(id);
    this.#selling.clear();
  }

  async #readTogether(ids: readonly Id[]): Promise<void> {
    const forgotten = this.#forgotten;
    const found = new Map((await this.#source.findMany(ids)).map((event) => [event.id, event]));
    if (forgotten !== this.#forgotten) return;
    for (const id of ids) this.#events.set(id, { value: found.get(id) ?? null });
  }
}
