import type { Cluster, Redis } from 'ioredis';
import type { Id } from '../domain/id.js';
import type { DeadLetterFeedPublisher, DeadLetterWatcher, LetterLook } from './dead-letter.feed.port.js';
import type { NoticeBoard } from './feed.port.js';
import { PulledWatch } from './pulled.watch.js';

const CHANNEL = 'aisle:dead-letters';
/** Letters that wait for a slow watcher; beyond that the oldest are left out, and the list has them. */
const MOST_WAITING = 1000;

export interface DeadLetterFeedPorts {
  /** Connection to publish on. */
  redis: Redis | Cluster;
  board: NoticeBoard;
  onError(error: unknown): void;
}

/** Notices of dead letters, from any process to the watchers in this one. A notice carries the queue and the id. */
export class DeadLetterFeed implements DeadLetterFeedPublisher, DeadLetterWatcher {
  readonly #ports: DeadLetterFeedPorts;

  constructor(ports: DeadLetterFeedPorts) {
    this.#ports = ports;
  }

  letterAdded(letter: { id: Id; queue: string }): void {
    this.#ports.redis.publish(CHANNEL, `${letter.queue} ${letter.id}`).catch(this.#ports.onError);
  }

  async watch<Letter>(queue: string | null, look: LetterLook<Letter>): Promise<AsyncIterableIterator<Letter>> {
    const watch = new LetterWatch({ look, onEnd: () => stop(), onError: this.#ports.onError });
    const stop = await this.#ports.board.listen(CHANNEL, (text) => {
      const [from, id] = text.split(' ');
      if (id !== undefined && (queue === null || queue === from)) watch.notice(id);
    });
    return watch;
  }
}

interface LetterWatchPorts<Letter> {
  look: LetterLook<Letter>;
  onEnd(): void;
  onError(error: unknown): void;
}

/** One watcher. It keeps ids only; the letter is read when it is shown. */
class LetterWatch<Letter> extends PulledWatch<Letter> {
  readonly #ports: LetterWatchPorts<Letter>;
  #waiting: (() => Promise<Letter | null>)[] = [];
  #wake: (() => void) | null = null;

  constructor(ports: LetterWatchPorts<Letter>) {
    super();
    this.#ports = ports;
    this.#waiting = [() => ports.look.first()];
  }

  notice(id: Id): void {
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.shift();
    this.#waiting.push(() => this.#ports.look.find(id));
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Letter>> {
    while (!this.isEnded) {
      const read = this.#waiting.shift();
      if (read === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
        continue;
      }
      // A ledger that is away for a moment costs this one notice, not the watch.
      const letter = await read().catch((error: unknown) => (this.#ports.onError(error), null));
      if (letter !== null && !this.isEnded) return { done: false, value: letter };
    }
    return this.return();
  }

  protected onEnd(): void {
    this.#wake?.();
    this.#ports.onEnd();
  }
}
