import type { Id } from '../domain/id.js';
import type { PlaceInLine } from '../domain/line.js';

/** Watching one's own place in a line. */
export interface LineWatcher {
  /**
   * The place at once, then whenever it changes, at most once a tick; to watch is to look, so that the place is kept. Ends after a
   * place that has ended. The caller ends it by `return()`.
   * @returns null for somebody who has no place in this line
   * @throws DEPENDENCY_UNAVAILABLE
   */
  watch(eventId: Id, person: Id): Promise<AsyncIterableIterator<PlaceInLine> | null>;
}
