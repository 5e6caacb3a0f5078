/** Tells watchers of an order that it changed. At most once, across processes; watchers read the ledger again, and poll as well. */
export interface OrderFeedPublisher {
  /** Never throws: a lost notice costs a watcher the time until its next poll. */
  orderChanged(orderNo: string): void;
}
