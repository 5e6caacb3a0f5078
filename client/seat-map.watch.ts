import { SeatMap, type FrameOutcome, type SeatMapFrame } from './seat-map.js';

/** The subscription that a watcher runs. Every change arrives packed: no object per seat. */
export const SEAT_MAP_SUBSCRIPTION = `subscription SeatMap($eventId: ID!, $since: SeatMapCursorInput) {
  seatMap(eventId: $eventId, since: $since) {
    __typename
    ... on SeatMapSnapshot { cursor { epoch version } seatCount states places { tierId available } }
    ... on SeatMapDelta { from { epoch version } to { epoch version } packed places { tierId available } }
  }
}`;

interface SubscriptionResult {
  data?: Record<string, unknown> | null;
  errors?: readonly unknown[];
}

/** The part of a `graphql-ws` client that a watcher needs. Its client reconnects by itself and sends the payload anew. */
export interface SubscriptionClient {
  subscribe(
    payload: { query: string; variables: Record<string, unknown> },
    sink: { next(result: SubscriptionResult): void; error(error: unknown): void; complete(): void },
  ): () => void;
}

export type AppliedFrame = Extract<FrameOutcome, { kind: 'applied' }>;

export interface WatchOptions {
  client: SubscriptionClient;
  eventId: string;
  /** After each frame that moved the map. */
  onFrame(frame: AppliedFrame, map: SeatMap): void;
  /** The subscription ended with an error; the watcher tries again by itself. */
  onTrouble?(error: unknown): void;
  /** First wait before subscribing again, in milliseconds; doubles up to `maxDelayMs`, with jitter. */
  baseDelayMs?: number;
  maxDelayMs?: number;
}

export interface SeatMapWatch {
  readonly map: SeatMap;
  /** Ends the subscription and every timer. A second call does nothing. */
  stop(): void;
}

/**
 * Follows an event's map for as long as the caller likes: first frame, changes, and after every cut (lost socket, refused
 * subscription, a gap in the version line) exactly what was missed, because each new subscription names the cursor reached.
 */
export function watchSeatMap(options: WatchOptions): SeatMapWatch {
  const map = new SeatMap();
  const retry = new Backoff(options.baseDelayMs ?? 500, options.maxDelayMs ?? 20_000);
  let dispose: (() => void) | null = null;
  let stopped = false;

  // The client turns the payload into JSON for every connection it makes, so the getter always tells the cursor of that moment.
  const variables = {
    eventId: options.eventId,
    get since() {
      return map.cursor;
    },
  };

  /** Frames and endings of a subscription that was given up are not heard any more. */
  let generation = 0;
  const open = (): void => {
    const mine = ++generation;
    const current = (): boolean => !stopped && mine === generation;
    const end = (error?: unknown): void => {
      if (!current()) return;
      if (error !== undefined) options.onTrouble?.(error);
      retry.schedule(open);
    };
    const next = (result: SubscriptionResult): void => {
      if (!current()) return;
      const frame = result.data?.['seatMap'] as SeatMapFrame | undefined;
      if (!frame) return options.onTrouble?.(result.errors?.[0]);
      const outcome = map.apply(frame);
      if (outcome.kind === 'gap') return reopen();
      retry.reset();
      if (outcome.kind === 'applied') options.onFrame(outcome, map);
    };
    dispose = options.client.subscribe({ query: SEAT_MAP_SUBSCRIPTION, variables }, { next, error: end, complete: () => end() });
  };
  const reopen = (): void => {
    generation++;
    dispose?.();
    retry.schedule(open);
  };

  open();
  return {
    map,
    stop() {
      if (stopped) return;
      stopped = true;
      retry.cancel();
      dispose?.();
    },
  };
}

/** Waits that double, with jitter, so that ten thousand watchers do not come back in the same millisecond. */
class Backoff {
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #baseMs: number;
  readonly #maxMs: number;

  constructor(baseMs: number, maxMs: number) {
    this.#baseMs = baseMs;
    this.#maxMs = maxMs;
  }

  schedule(run: () => void): void {
    const ceiling = Math.min(this.#maxMs, this.#baseMs * 2 ** this.#attempt++);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, ceiling * (0.5 + Math.random() / 2));
  }

  reset(): void {
    this.#attempt = 0;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
