import { computed, signal } from '@preact/signals';
import { watchSeatMap, type AppliedFrame, type SeatMapWatch } from '../../../client/seat-map.watch.js';
import { socket } from '../api/socket.js';
import type { EventDetail, Money, Price, Tier } from '../api/types.js';
import type { SeatFace } from '../hall/drawing.js';
import type { Hall } from '../hall/layout.js';
import { shapeOf, type Look } from '../hall/shapes.js';
import { formatMoney, pricesAt } from '../text/money.js';

const LOOK_WORDS: Record<Look, string> = {
  free: 'available',
  alone: 'would be left alone',
  selected: 'selected',
  mine: 'held for you',
  held: 'held by somebody else',
  sold: 'sold',
  blocked: 'not for sale',
};
const NEUTRAL = '#64748b';
const STATE_LOOKS = { FREE: 'free', HELD: 'held', SOLD: 'sold', BLOCKED: 'blocked' } as const;

export interface SeatsParts {
  event: EventDetail;
  /** Null for an event without numbered seats. */
  hall: Hall | null;
  /** The server's time, in milliseconds. */
  clock(): number;
  /** Chosen seats were taken by somebody else. */
  onLost(seats: number[]): void;
  /** A seat of the buyer's own is not held any more: it was sold to them, or it ran out, or another window gave it back. */
  onMineChanged(): void;
}

/** What is held while its owner changes it. */
export interface Editing {
  seats: ReadonlySet<number>;
  places: ReadonlyMap<string, number>;
}

/** What the buyer sees and picks: the live map, the chosen seats and places, the seats that are theirs. */
export class SeatsStore {
  readonly selected = signal<ReadonlySet<number>>(new Set());
  readonly places = signal<ReadonlyMap<string, number>>(new Map());
  readonly mine = signal<ReadonlySet<number>>(new Set());
  /** Free seats that the last choice would have left alone. */
  readonly alone = signal<ReadonlySet<number>>(new Set());
  /** The hold that is being changed: its seats can be put back and picked again. */
  readonly editing = signal<Editing | null>(null);
  /** Whether seats and places can be picked now. */
  readonly open = signal(false);
  /** Grows with every frame: whoever shows numbers of the map reads it. */
  readonly revision = signal(0);
  readonly ready = signal(false);
  readonly picked = computed(() => this.selected.value.size + [...this.places.value.values()].reduce((sum, quantity) => sum + quantity, 0));
  /** Free seats or places by tier id. */
  readonly free = computed(() => this.#countFree());

  readonly event: EventDetail;
  readonly hall: Hall | null;
  readonly #tierByCategory: ReadonlyMap<string, Tier>;
  readonly #clock: () => number;
  readonly #listeners = new Set<(seats: readonly number[]) => void>();
  readonly #onLost: (seats: number[]) => void;
  readonly #onMineChanged: () => void;
  #watch: SeatMapWatch | null = null;
  #asking = false;
  #refused = new Map<number, number>();

  constructor(parts: SeatsParts) {
    this.event = parts.event;
    this.hall = parts.hall;
    this.#onLost = parts.onLost;
    this.#onMineChanged = parts.onMineChanged;
    this.#clock = parts.clock;
    this.#tierByCategory = new Map(parts.event.tiers.flatMap((tier) => (tier.category ? [[tier.category, tier] as const] : [])));
  }

  /** Follows the live map until `stop`. */
  start(): void {
    this.#watch ??= watchSeatMap({ client: socket(), eventId: this.event.id, onFrame: (frame) => this.#took(frame) });
  }

  stop(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.ready.value = false;
  }

  /** Calls back with the seats whose face may have changed. @returns the way to stop that. */
  onSeats(listener: (seats: readonly number[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tierOf(seat: number): Tier | undefined {
    return this.#tierByCategory.get(this.hall?.seats[seat]?.category ?? '');
  }

  /** The prices of a tier that can be chosen now, the standard price first. */
  pricesOf(tier: Tier | undefined): Price[] {
    return pricesAt(tier?.prices ?? [], this.#clock());
  }

  priceOf(tier: Tier | undefined): Money | null {
    return this.pricesOf(tier)[0]?.amount ?? null;
  }

  /** The tier's own colour, else the one that the chart gives its category. */
  colorOf(tier: Tier | undefined): string {
    return tier?.color ?? this.hall?.colors.get(tier?.category ?? '') ?? NEUTRAL;
  }

  seatName(seat: number): string {
    return this.hall?.seats[seat]?.name ?? `Seat ${seat}`;
  }

  face(seat: number): SeatFace {
    const tier = this.tierOf(seat);
    const look = this.look(seat);
    const price = this.priceOf(tier);
    const parts = [
      this.seatName(seat),
      this.hall?.seats[seat]?.accessible ? 'wheelchair place' : '',
      tier?.name ?? '',
      price ? formatMoney(price) : '',
      LOOK_WORDS[look],
    ];
    return {
      look,
      shape: shapeOf(tier ? this.event.tiers.indexOf(tier) : 0),
      color: this.colorOf(tier),
      name: parts.filter(Boolean).join(', '),
      open: this.open.value && (look === 'free' || look === 'selected' || look === 'alone'),
    };
  }

  look(seat: number): Look {
    const own = this.editing.value?.seats.has(seat);
    if (this.mine.value.has(seat) && !own) return 'mine';
    if (this.selected.value.has(seat)) return 'selected';
    if (own) return 'free';
    const map = this.#watch?.map;
    if (!map?.cursor || !this.tierOf(seat)) return 'blocked';
    const state = map.stateOf(seat);
    if (state === 'FREE' && (this.#refused.get(seat) ?? 0) > map.cursor.version) return 'held';
    return state === 'FREE' && this.alone.value.has(seat) ? 'alone' : STATE_LOOKS[state];
  }

  /** Picks a free seat or puts a picked one back. @returns what it is now, or null when it cannot be picked. */
  toggle(seat: number): 'picked' | 'put back' | null {
    if (!this.face(seat).open) return null;
    const next = new Set(this.selected.value);
    const removed = next.delete(seat);
    if (!removed) next.add(seat);
    this.selected.value = next;
    this.markAlone([]);
    this.#tell([seat]);
    return removed ? 'put back' : 'picked';
  }

  /** Marks the seats that a refused choice would leave alone, until something else is picked. */
  markAlone(seats: readonly number[]): void {
    const before = this.alone.value;
    this.alone.value = new Set(seats);
    this.#tell([...before, ...seats]);
  }

  /** Starts to change what is held, with all of it picked; null: ends it, with nothing picked. */
  edit(editing: Editing | null): void {
    const before = [...this.selected.value, ...(this.editing.value?.seats ?? [])];
    this.editing.value = editing;
    this.selected.value = editing?.seats ?? new Set();
    this.places.value = editing?.places ?? new Map();
    this.#tell([...before, ...this.selected.value]);
  }

  setPlaces(tierId: string, quantity: number): void {
    const next = new Map(this.places.value);
    if (quantity > 0) next.set(tierId, quantity);
    else next.delete(tierId);
    this.places.value = next;
  }

  setOpen(open: boolean): void {
    if (this.open.value === open) return;
    this.open.value = open;
    this.#tell(this.#allSeats());
  }

  /** While a hold is asked for, frames about the chosen seats are most likely its own effect: they are judged afterwards. */
  async whileAsking<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#asking = true;
    try {
      return await work();
    } finally {
      this.#asking = false;
    }
  }

  /** Shows these seats as the buyer's own, and forgets the choice that led there. */
  setMine(seats: readonly number[], forgetChoice: boolean): void {
    const before = [...this.mine.value, ...this.selected.value];
    this.mine.value = new Set(seats);
    if (forgetChoice) this.edit(null);
    this.#tell([...before, ...seats]);
  }

  /** Puts seats back that the server refused as taken; they show as taken until the map has caught up with that answer. */
  dropTaken(seats: readonly number[], version: number): void {
    for (const seat of seats) this.#refused.set(seat, version);
    this.#unselect(seats);
    this.dropLost();
  }

  /** Puts chosen seats back that the map does not show free any more. */
  dropLost(): void {
    if (this.#asking) return;
    const map = this.#watch?.map;
    const lost = [...this.selected.value].filter(
      (seat) => map?.cursor && map.stateOf(seat) !== 'FREE' && !this.editing.value?.seats.has(seat),
    );
    if (lost.length === 0) return;
    this.#unselect(lost);
    this.#onLost(lost);
  }

  #unselect(seats: readonly number[]): void {
    const gone = new Set(seats);
    this.selected.value = new Set([...this.selected.value].filter((seat) => !gone.has(seat)));
    this.#tell(seats);
  }

  #took(frame: AppliedFrame): void {
    this.revision.value++;
    this.ready.value = true;
    const version = this.#watch?.map.cursor?.version ?? 0;
    const settled = [...this.#refused].filter(([, until]) => until <= version).map(([seat]) => seat);
    for (const seat of settled) this.#refused.delete(seat);
    this.dropLost();
    if (frame.seats.some((seat) => this.mine.value.has(seat) && this.#watch?.map.stateOf(seat) !== 'HELD')) this.#onMineChanged();
    this.#tell(frame.first ? this.#allSeats() : [...frame.seats, ...settled]);
  }

  #countFree(): ReadonlyMap<string, number> {
    void this.revision.value;
    const map = this.#watch?.map;
    const free = new Map(this.event.tiers.map((tier) => [tier.id, map?.cursor ? 0 : tier.available]));
    if (!map?.cursor) return free;
    for (const seat of this.hall?.seats ?? []) {
      const tier = seat && this.#tierByCategory.get(seat.category);
      if (tier && map.stateOf(seat.index) === 'FREE') free.set(tier.id, (free.get(tier.id) ?? 0) + 1);
    }
    for (const tier of this.event.tiers) if (tier.kind === 'GENERAL_ADMISSION') free.set(tier.id, map.available(tier.id));
    return free;
  }

  #allSeats(): number[] {
    return this.hall?.seats.flatMap((seat) => (seat ? [seat.index] : [])) ?? [];
  }

  /** Before the first frame nothing is known, so nothing is shown. */
  #tell(seats: readonly number[]): void {
    if (!this.ready.value) return;
    for (const listener of this.#listeners) listener(seats);
  }
}
