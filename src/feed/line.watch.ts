import type { Id } from '../domain/id.js';
import { tellPlace, type LinePlace, type LineRules, type LineView, type PlaceInLine } from '../domain/line.js';
import { PulledWatch } from './pulled.watch.js';

export interface LineWatchPorts {
  eventId: Id;
  person: Id;
  rules: LineRules;
  onEnd(): void;
}

/** How much an estimate may be off before a place that did not move is told again, seconds. */
const ETA_DRIFT = 10;

/** One watcher of one place. It keeps the last look at the place and the newest counters of the line; what a slow watcher missed is not kept. */
export class LineWatch extends PulledWatch<PlaceInLine> {
  readonly person: Id;
  /** When the place is to be looked at again, on the process' own clock. */
  nextLookMs = 0;
  readonly #ports: LineWatchPorts;
  /** The place when it was last looked at, and the line at that moment. */
  #place: LinePlace;
  #seenAt: LineView;
  #line: LineView;
  #told: PlaceInLine | null = null;

  constructor(ports: LineWatchPorts, line: LineView, place: LinePlace) {
    super();
    this.#ports = ports;
    this.person = ports.person;
    this.#place = place;
    this.#seenAt = line;
    this.#line = line;
  }

  /** A fresh look. A place that is not there any more was lost with the line, or the sale is over. */
  see(line: LineView, place: LinePlace | null): void {
    this.#place = place ?? { ...this.#place, state: 'EXPIRED', position: 0, admission: null, endsAtMs: null };
    this.#seenAt = line;
    this.moveOn(line);
  }

  /** New counters of the line. */
  moveOn(line: LineView): void {
    if (line.nowMs >= this.#line.nowMs) this.#line = line;
    if (!this.isParked) return;
    const news = this.#news();
    if (news !== null) this.hand(this.#tell(news));
  }

  /**
   * Whether the line says that this place is to be looked at again: somebody behind it was admitted, the admission is over, or the
   * line is another one.
   */
  isPassed(line: LineView): boolean {
    const { state, arrival, endsAtMs } = this.#place;
    if (state === 'ADMITTED') return line.nowMs >= (endsAtMs ?? 0) || line.admitted < this.#seenAt.admitted;
    return state === 'WAITING' && (line.front >= arrival || line.admitted < this.#seenAt.admitted || line.waiting === 0);
  }

  next(): Promise<IteratorResult<PlaceInLine>> {
    if (this.isEnded || this.#isOver()) return this.return();
    const news = this.#news();
    // Only the first one is given at once: later ones wait for a tick, so that nobody is told more often.
    if (news !== null && news.position === null) return Promise.resolve({ done: false, value: this.#tell(news) });
    if (this.#told === null) return Promise.resolve({ done: false, value: this.#tell(this.#now()) });
    return this.park();
  }

  protected onEnd(): void {
    this.#ports.onEnd();
  }

  /** What there is to tell, or null while it is as it was told. */
  #news(): PlaceInLine | null {
    const now = this.#now();
    const told = this.#told;
    const same = told !== null && told.state === now.state && told.position === now.position && told.admission === now.admission;
    return same && !hasDrifted(told.etaSeconds, now.etaSeconds) ? null : now;
  }

  /**
   * The place by the newest counters. Everybody admitted since the last look stood before this place; people who left before it are
   * noticed by the next look, so what is told may be too much for a while and never too little.
   */
  #now(): PlaceInLine {
    const { eventId, rules } = this.#ports;
    const { arrival, position } = this.#place;
    const passed = this.#line.admitted - this.#seenAt.admitted;
    const derived = Math.max(1, Math.min(position - passed, arrival - this.#line.front, Math.max(1, this.#line.waiting)));
    return tellPlace(eventId, this.#line, { ...this.#place, position: derived }, rules);
  }

  #tell(now: PlaceInLine): PlaceInLine {
    this.#told = now;
    return now;
  }

  /** Whether it has been told the end. */
  #isOver(): boolean {
    return this.#told !== null && (this.#told.state === 'EXPIRED' || this.#told.state === 'LEFT');
  }
}

/** An estimate appeared, went, or is off by more than a tenth and ten seconds. */
function hasDrifted(told: number | null, now: number | null): boolean {
  if (told === null || now === null) return told !== now;
  return Math.abs(told - now) > Math.max(ETA_DRIFT, told / 10);
}
