import { Cluster } from 'ioredis';

/** Least time between two looks at who owns which slot, milliseconds. */
const LOOK_MS = 500;

type Callback = (error?: Error | null) => void;

/**
 * A cluster's client that looks at the cluster's map at most twice a second.
 *
 * As it comes, the client looks again at each redirection and each time a listener's connection fails, on a new connection and over all
 * 16,384 slots, without a pause. While a master is dead that is an endless loop (measured: 40 rounds a second, a third of a core), and a
 * cost that every call for one of its events adds to. Redirections need no look: each says by itself where its slot is.
 */
export class CalmCluster extends Cluster {
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #waiting: Callback[] = [];

  override refreshSlotsCache(callback?: Callback): void {
    if (callback) this.#waiting.push(callback);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, this.#lookedAtMs + LOOK_MS - performance.now()));
  }

  override disconnect(reconnect = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    super.disconnect(reconnect);
  }

  #look(): void {
    this.#timer = undefined;
    this.#lookedAtMs = performance.now();
    const callbacks = this.#waiting.splice(0);
    if (this.status === 'disconnecting' || this.status === 'end') return;
    super.refreshSlotsCache((error) => {
      for (const callback of callbacks) callback(error);
    });
  }
}
