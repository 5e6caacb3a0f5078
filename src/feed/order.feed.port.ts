/** Tells watchers of an order that it changed. At most once, across processes; watchers read the ledger again, and poll as well. */
export interface OrderFeedPublisher {
  /** Never throws: a lost notice costs a watcher the time until its next poll. */
  orderChanged(orderNo: string): void;
}

/** Watching one order. */
export interface OrderWatcher {
  /**
   * Calls `look` at once, after every notice and every few seconds, one call at a time, and yields what it returns whenever its
   * `revision` is new. Ends when `look` returns null; one that rejects is made again later. The caller ends it by `return()`.
   */
  watch<Seen extends { revision: number }>(orderNo: string, look: () => Promise<Seen | null>): Promise<AsyncIterableIterator<Seen>>;
}
