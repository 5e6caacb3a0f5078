import type { Id } from '../domain/id.js';

/** What the ledger tells of how the house is doing; for alarms and metrics. */
export interface VitalsPort {
  /** How long the oldest committed message has waited for a relay, milliseconds; 0 when none waits. */
  relayLagMs(): Promise<number>;
  /** Open dead letters by queue; queues without one are left out. */
  openLetters(): Promise<Map<string, number>>;
  /** Refunds that failed and were not asked for again, by event, with the orders of the three that failed last. */
  failedRefunds(): Promise<{ eventId: Id; refunds: number; orderNos: string[] }[]>;
  /** Events of the last month and to come that were prepared, whose money is to be watched. */
  watchedEvents(): Promise<Id[]>;
}
