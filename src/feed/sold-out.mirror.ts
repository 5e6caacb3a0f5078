import type { TieredSeat, TierQuantity } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { InventoryChange } from '../domain/inventory-change.js';
import type { InventoryPulse } from '../domain/pulse.js';
import { FREE, HELD, type MapCursor, seatStateAt } from '../domain/seat.js';
import type { EventFeed, FeedListener } from './event.feed.js';
import type { FeedSource, NoticeBoard } from './feed.port.js';
import { SeenOperations } from './seen.operations.js';

/** What somebody wants to hold: seats, else places, else a block of any seats of some tiers. */
export interface MirrorWish {
  eventId: Id;
  /** Hash of the operation. */
  operation: string;
  seats: readonly TieredSeat[];
  places: readonly TierQuantity[];
  block?: { quantity: number; tiers: readonly number[] };
}

/** As the hold script would say it. */
export type MirrorRefusal =
  | { kind: 'UNAVAILABLE'; taken: number[]; cursor: MapCursor }
  | { kind: 'SHORT'; tier: number; available: number }
  | { kind: 'NO_BLOCK' };

/** A pulse older than this is asked for anew, while there is somebody to refuse. */
const RENEW_MS = 200;
/** How old a pulse may be that a refusal stands on. Below the shortest hold there is, so that nothing held since can have lapsed. */
const PULSE_MS = 400;
/** Redis says whole milliseconds, and two clocks do not run alike. */
const CLOCK_MS = 2;

/**
 * What is not free in one event, as one process knows it, so that who comes for what is gone is refused without a word to Redis.
 *
 * **What a refusal rests on.** The map of the feed says that it is not free; and a *pulse*, a look at Redis sent at most 400 ms ago,
 * says that the map is not behind: its version had been reached, the sale was open, nothing was lost. A change that makes something free
 * arrives like every other one, within the lag of the feed, and what this process has heard of in any other answer counts too; so a
 * refusal can be older than a release only by that lag, and by 400 ms while notices are lost without anybody having noticed. The same bound
 * holds for what makes no version: a sale that is paused elsewhere, an undone payment of a hold that has lapsed meanwhile, a Redis that
 * was emptied. A gap, another epoch, a lost connection, a failed look end the trust at once.
 *
 * **Lapsed holds** are freed by the script when somebody asks, without a change before. So what is held counts as gone only before the
 * earliest deadline that the pulse has seen, on Redis' clock at its latest; a hold made since lasts longer than a pulse may be old.
 *
 * **Repeats.** An operation that may have been granted goes to Redis, which answers it with its hold. Granted ones are known by the
 * changes that they made, which arrive before or together with what would refuse them. While the changes of the last eleven minutes
 * are not all known, every operation may have been.
 *
 * **Which refusal.** The script looks at sale, gate, limit, seats, places, in this order. Where the sale is not surely open, or there is a gate, or a wish is
 * larger than the limit, Redis is asked. What a buyer has already is not known here: one who is at the limit and wants what is gone
 * is told that it is gone.
 */
export class SoldOutMirror implements FeedListener {
  readonly #eventId: Id;
  readonly #feed: EventFeed;
  readonly #source: FeedSource;
  readonly #board: Pick<NoticeBoard, 'connected'>;
  readonly #onError: (error: unknown) => void;
  readonly #operations = new SeenOperations();
  #pulse: (InventoryPulse & { sentAt: number }) | null = null;
  /** Grows with every reason not to believe a pulse that is under way. */
  #doubts = 0;
  #renewing = false;

  constructor(ports: {
    eventId: Id;
    feed: EventFeed;
    source: FeedSource;
    board: Pick<NoticeBoard, 'connected'>;
    onError(error: unknown): void;
  }) {
    this.#eventId = ports.eventId;
    this.#feed = ports.feed;
    this.#source = ports.source;
    this.#board = ports.board;
    this.#onError = ports.onError;
    this.#feed.listener = this;
  }

  applied(change: InventoryChange): void {
    this.#operations.note(change);
  }

  reloaded(): void {
    this.#operations.forget();
    this.doubt();
  }

  /** Trusts nothing until Redis has been looked at again. */
  doubt(): void {
    this.#doubts += 1;
    this.#pulse = null;
  }

  /**
   * Whether a refusal is likely: then it is worth waiting for what is on its way. All that a wish costs that can be granted.
   * Sees to it that the next one can be judged.
   */
  suspects(wish: MirrorWish): boolean {
    if (!this.#feed.ready || this.#gone(wish) === null) return false;
    const age = this.#pulse === null ? Infinity : performance.now() - this.#pulse.sentAt;
    if (age > RENEW_MS) void this.#renew();
    return age <= PULSE_MS && this.#operations.begun;
  }

  /** @returns the refusal, or null: ask Redis. */
  refusal(wish: MirrorWish): MirrorRefusal | null {
    const gone = this.#feed.ready ? this.#gone(wish) : null;
    const pulse = this.#pulse;
    if (gone === null || pulse === null || !this.#isTrusted(pulse)) return null;
    if (this.#operations.canHaveRun(wish.operation, pulse.nowMs)) return null;
    const latestNowMs = pulse.nowMs + CLOCK_MS + performance.now() - pulse.sentAt;
    const { status, opensAtMs, closesAtMs, maxPerBuyer } = pulse.terms;
    if (status !== 'SELLING' || pulse.nowMs < opensAtMs || latestNowMs >= closesAtMs || unitsOf(wish) > maxPerBuyer) return null;
    const mayLapse = pulse.firstDueMs !== null && latestNowMs > pulse.firstDueMs;
    if (mayLapse && gone.tiersHeld.some((tier) => pulse.held[tier] !== 0)) return null;
    return gone.refusal;
  }

  /** Whether nothing speaks against the pulse: it is young, and the map has come as far as anything this process has heard of. */
  #isTrusted(pulse: { cursor: MapCursor; sentAt: number }): boolean {
    if (!this.#board.connected || performance.now() - pulse.sentAt > PULSE_MS) return false;
    return this.#hasReached(pulse.cursor) && this.#hasReached(this.#source.seen(this.#eventId));
  }

  #hasReached({ epoch, version }: MapCursor): boolean {
    const { cursor } = this.#feed;
    return cursor.epoch === epoch && cursor.version >= version;
  }

  /** @returns what of a wish is not free on the map, and the tiers of which something may be held only; null: all is free. */
  #gone({ seats, places, block }: MirrorWish): { refusal: MirrorRefusal; tiersHeld: readonly number[] } | null {
    const { map, cursor } = this.#feed;
    if (block !== undefined) {
      const isNone = block.tiers.every((tier) => this.#feed.freeOf(tier) === 0);
      return isNone ? { refusal: { kind: 'NO_BLOCK' }, tiersHeld: block.tiers } : null;
    }
    const taken = seats.filter(({ index }) => seatStateAt(map, index) !== FREE);
    if (taken.length > 0) {
      const held = taken.filter(({ index }) => seatStateAt(map, index) === HELD);
      return {
        refusal: { kind: 'UNAVAILABLE', taken: taken.map(({ index }) => index), cursor },
        tiersHeld: held.map(({ tier }) => tier),
      };
    }
    if (seats.length > 0) return null;
    const short = places.find(({ tier, quantity }) => (this.#feed.freeOf(tier) ?? quantity) < quantity);
    if (short === undefined) return null;
    return { refusal: { kind: 'SHORT', tier: short.tier, available: this.#feed.freeOf(short.tier)! }, tiersHeld: [short.tier] };
  }

  async #renew(): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    try {
      const doubts = this.#doubts;
      const sentAt = performance.now();
      const pulse = await this.#source.pulse(this.#eventId);
      if (doubts === this.#doubts) this.#pulse = pulse && { ...pulse, sentAt };
      if (pulse !== null && !this.#operations.begun) await this.#readLog();
    } catch (error) {
      this.doubt();
      this.#onError(error);
    } finally {
      this.#renewing = false;
    }
  }

  /** Learns of the operations before this mirror was there. */
  async #readLog(): Promise<void> {
    const doubts = this.#doubts;
    const from = this.#feed.cursor;
    const log = await this.#source.log(this.#eventId);
    const last = log.at(-1);
    // All changes after `from` are noted as they are applied; the log must join on to them.
    if (doubts === this.#doubts && last?.epoch === from.epoch && last.version >= from.version) this.#operations.begin(log);
  }
}

function unitsOf({ seats, places, block }: MirrorWish): number {
  return seats.length + places.reduce((sum, { quantity }) => sum + quantity, 0) + (block?.quantity ?? 0);
}
