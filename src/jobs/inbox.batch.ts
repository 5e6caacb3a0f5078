import type { InboxPort, SettledEffect } from '../stores/inbox.port.js';

interface Waiting {
  effect: SettledEffect;
  resolve(): void;
  reject(error: unknown): void;
}

/** Writes inbox rows that come at the same time in one statement: while one is under way the next ones gather. */
export class InboxBatch {
  readonly #inbox: Pick<InboxPort, 'settle'>;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(ports: { inbox: Pick<InboxPort, 'settle'> }) {
    this.#inbox = ports.inbox;
  }

  /** Resolves when the row is committed. Rejects when that is not known; a repeat is harmless. */
  settle(effect: SettledEffect): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ effect, resolve, reject });
      if (this.#writing) return;
      this.#writing = true;
      // One turn of the loop later, so that all rows of a chunk are in the first statement.
      setImmediate(() => void this.#write());
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#inbox.settle(batch.map(({ effect }) => effect));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }
}
