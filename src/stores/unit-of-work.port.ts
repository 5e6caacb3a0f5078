declare const transaction: unique symbol;

/** A running ledger transaction. Only stores can look inside; services hand it from one store to the next. */
export interface Tx {
  readonly [transaction]: true;
}

/**
 * One transaction of the ledger: all of `work` commits or none of it.
 * Rejects with what `work` threw after rolling back; after a failed COMMIT the outcome is unknown, and the caller reads back.
 * Keep it short and call nothing but stores inside: a network call would hold row locks for its whole duration.
 */
export interface UnitOfWork {
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
