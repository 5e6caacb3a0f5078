import type { InboxPort, SettledEffect } from '../stores/inbox.port.js';

/** Rows of one statement, and what all who wait for it wait for. */
class Batch {
  readonly effects: SettledEffect[] = [];
  resolve = (): void => {};
  reject = (_error: unknown): void => {};
  readonly written = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Writes inbox rows that come at the same time in one statement: while one is under way the next ones gather. */
export class InboxBatch {
  readonly #inbox: Pick<InboxPort, 'settle'>;
  #gathering: Batch | null = null;
  #writing = false;

  constructor(ports: { inbox: Pick<InboxPort, 'settle'> }) {
    this.#inbox = ports.inbox;
  }

  /** Resolves when the row is committed. Rejects when that is not known; a repeat is harmless. */
  settle(effect: SettledEffect): Promise<void> {
    const batch = (this.#gathering ??= new Batch());
    batch.effects.push(effect);
    if (!this.#writing) {
      this.#writing = true;
      // One turn of the loop later, so that all rows of a chunk are in the first statement.
      setImmediate(() => void this.#write());
    }
    return batch.written;
  }

  async #write(): Promise<void> {
    for (let batch = this.#gathering; batch !== null; batch = this.#gathering) {
      this.#gathering = null;
      await this.#inbox.settle(batch.effects).then(batch.resolve, batch.reject);
    }
    this.#writing = false;
  }
}
