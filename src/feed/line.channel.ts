import type { Id } from '../domain/id.js';
import type { LinePlace, LineRules, LineView, PlaceInLine } from '../domain/line.js';
import { PollLoop } from '../domain/poll-loop.js';
import type { LinePort } from '../stores/line.port.js';
import { LineWatch } from './line.watch.js';

export interface LineChannelPorts {
  eventId: Id;
  line: Pick<LinePort, 'look'>;
  rules: LineRules;
  tickMs: number;
  onError(error: unknown): void;
  /** The last watcher has left. */
  onIdle(): void;
}

/** Longest wait between two looks at one place, milliseconds: positions are exact then, and derived in between. */
const LOOK_MS = 5_000;
const MAX_BACKOFF_MS = 5_000;
/** Watchers told between two turns of the event loop, so that a long line does not stall the requests of buyers. */
const SLICE = 500;

/**
 * One event's line as this process shows it. A tick is one call to Redis for the line's counters, and one for every 50 watchers whose
 * lease is to be renewed or whose turn has come; everybody else's position follows from the counters. So ten thousand people in line
 * cost some forty short calls a second, however the line moves.
 */
export class LineChannel {
  readonly #ports: LineChannelPorts;
  readonly #watches = new Set<LineWatch>();
  readonly #loop: PollLoop;
  readonly #lookMs: number;

  constructor(ports: LineChannelPorts) {
    this.#ports = ports;
    this.#lookMs = Math.min(LOOK_MS, ports.rules.leaseMs / 4);
    this.#loop = new PollLoop({
      everyMs: ports.tickMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      round: async () => {
        await this.#tick();
        return false;
      },
      onError: ports.onError,
    });
  }

  watch(person: Id, line: LineView, place: LinePlace): AsyncIterableIterator<PlaceInLine> {
    const { eventId, rules } = this.#ports;
    const watch = new LineWatch({ eventId, person, rules, onEnd: () => this.#leave(watch) }, line, place);
    watch.nextLookMs = performance.now() + this.#lookMs;
    this.#watches.add(watch);
    if (this.#watches.size === 1) this.#loop.start();
    return watch;
  }

  async close(): Promise<void> {
    for (const watch of this.#watches) void watch.return();
    await this.#loop.stop();
  }

  #leave(watch: LineWatch): void {
    this.#watches.delete(watch);
    if (this.#watches.size === 0) this.#ports.onIdle();
  }

  async #tick(): Promise<void> {
    const { line: lines, eventId } = this.#ports;
    const now = performance.now();
    const due = [...this.#watches].filter((watch) => watch.nextLookMs <= now);
    const { line, places } = await lines.look(eventId, peopleOf(due));
    this.#tell(due, line, places);
    // Whose turn has come by these very counters need not wait for the next tick.
    const turned = [...this.#watches].filter((watch) => watch.isPassed(line));
    if (turned.length > 0) {
      const second = await lines.look(eventId, peopleOf(turned));
      this.#tell(turned, second.line, second.places);
    }
    let told = 0;
    for (const watch of this.#watches) {
      watch.moveOn(line);
      told += 1;
      if (told % SLICE === 0) await new Promise(setImmediate);
    }
  }

  #tell(watches: readonly LineWatch[], line: LineView, places: readonly (LinePlace | null)[]): void {
    const next = performance.now() + this.#lookMs;
    for (const [at, watch] of watches.entries()) {
      watch.nextLookMs = next;
      watch.see(line, places[at] ?? null);
    }
  }
}

function peopleOf(watches: readonly LineWatch[]): Id[] {
  return watches.map(({ person }) => person);
}
