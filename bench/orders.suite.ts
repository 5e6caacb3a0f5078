import { measurePlaceOrder } from './b5.place-order.js';
import { measureLatency } from './b6.latency.js';
import { measureThroughput } from './b7.throughput.js';
import type { Report } from './harness/report.js';
import { type LedgerStage, setStage, withLedger } from './harness/stage.js';

export interface OrdersOptions {
  parts: readonly OrdersPart[];
  pairs: number;
  seconds: number;
  seed: number;
  pinned: boolean;
  /** Folder of another build to measure. */
  dist?: string | undefined;
  /** Messages of one slice of B7. */
  messages: number;
  /** Messages a second that count as full load in B6; 0: as many as a short look shows. */
  rate: number;
}

/** What a part gets: private servers, which end with the run, and where its numbers go. */
export interface OrdersBench {
  stage: LedgerStage;
  options: OrdersOptions;
  report: Report;
}

/** B5: placing orders. B6: from commit to the start of the handler. B7: many messages, until all are handled. */
const MEASURED = { b5: measurePlaceOrder, b6: measureLatency, b7: measureThroughput } satisfies Record<
  string,
  (bench: OrdersBench) => Promise<void>
>;

export type OrdersPart = keyof typeof MEASURED;
export const ORDERS_PARTS = Object.keys(MEASURED) as OrdersPart[];

/** `npm run bench -- orders` */
export async function runOrdersSuite(options: OrdersOptions, report: Report): Promise<void> {
  const plain = await setStage(options);
  try {
    const stage = await withLedger(plain);
    for (const part of ORDERS_PARTS) {
      if (options.parts.includes(part)) await MEASURED[part]({ stage, options, report });
    }
  } finally {
    await plain.lifeline.end();
  }
}
