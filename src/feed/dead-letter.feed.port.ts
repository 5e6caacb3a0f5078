import type { Id } from '../domain/id.js';

/** Tells staff who watch that work was given up. At most once, across processes; the letters themselves are in the ledger. */
export interface DeadLetterFeedPublisher {
  /** Never throws. */
  letterAdded(letter: { id: Id; queue: string }): void;
}

/** How a watcher reads letters. */
export interface LetterLook<Letter> {
  /** What is shown at once; null: nothing. */
  first(): Promise<Letter | null>;
  find(id: Id): Promise<Letter | null>;
}

export interface DeadLetterWatcher {
  /** The first letter at once, then each that is told, of `queue` or of all. The caller ends it by `return()`. @throws DEPENDENCY_UNAVAILABLE. */
  watch<Letter>(queue: string | null, look: LetterLook<Letter>): Promise<AsyncIterableIterator<Letter>>;
}
