import { type InventoryChange, LOAD } from '../domain/inventory-change.js';

/** How long Redis keeps the result of an operation (ten minutes), and a minute for clocks that differ. */
const KEPT_MS = 660_000;
/** Operations a generation: 10 MB at most. */
const MOST = 100_000;

/**
 * The operations that changed something in one event of late, as the feed tells of them. It answers one question: can this
 * operation have been granted? In doubt yes; a wrong yes costs one question to Redis, a wrong no would refuse a buyer a hold that
 * is the buyer's own.
 *
 * Two generations of at least `KEPT_MS` each (shorter ones when there are very many operations, which is then known to be too little).
 */
export class SeenOperations {
  #recent = new Set<number>();
  #older = new Set<number>();
  #recentSinceMs: number | null = null;
  #olderSinceMs: number | null = null;
  /** Every operation of this moment or later is known; null: nothing is certain. Redis' clock, milliseconds since 1970. */
  #sinceMs: number | null = null;

  /** Notes a change of the feed; also before the log was read. */
  note({ operation, atMs }: Pick<InventoryChange, 'operation' | 'atMs'>): void {
    this.#recentSinceMs ??= atMs;
    if (atMs - this.#recentSinceMs >= KEPT_MS || this.#recent.size >= MOST) this.#turn(atMs);
    if (operation !== '') this.#recent.add(numberOf(operation));
  }

  /** Notes what came before the feed began. The log must reach to where the feed began, or further. */
  begin(log: readonly InventoryChange[]): void {
    const [first] = log;
    if (first === undefined) return;
    const feed = [...this.#older, ...this.#recent];
    this.forget();
    for (const change of log) this.note(change);
    for (const operation of feed) this.#recent.add(operation);
    // What the generations had no room for stays unknown.
    const since = first.operation === LOAD ? 0 : first.atMs;
    this.#sinceMs = this.#sinceMs === null ? since : Math.max(since, this.#sinceMs);
  }

  /** The feed left something out. */
  forget(): void {
    this.#recent = new Set();
    this.#older = new Set();
    this.#recentSinceMs = this.#olderSinceMs = this.#sinceMs = null;
  }

  /** Whether it is known from when on nothing is missing. */
  get begun(): boolean {
    return this.#sinceMs !== null;
  }

  /** @param nowMs Redis' clock: now, or a moment ago */
  canHaveRun(hash: string, nowMs: number): boolean {
    if (this.#sinceMs === null || this.#sinceMs > nowMs - KEPT_MS) return true;
    const operation = numberOf(hash);
    return this.#recent.has(operation) || this.#older.has(operation);
  }

  #turn(atMs: number): void {
    // Nobody asks for what leaves now if the generation that stays is long enough; else it is missed until it is.
    if (this.#olderSinceMs !== null) this.#sinceMs = Math.max(this.#sinceMs ?? 0, this.#recentSinceMs!);
    this.#older = this.#recent;
    this.#olderSinceMs = this.#recentSinceMs;
    this.#recent = new Set();
    this.#recentSinceMs = atMs;
  }
}

/** 48 bits of a hash: a number takes less room than a text, and keeps no change alive that the text was cut out of. */
function numberOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 12), 16);
}
