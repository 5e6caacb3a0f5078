import type { OrdersBench } from './orders.suite.js';

/** B6: from the commit of a message to the start of its handler, against a bare queue. */
export async function measureLatency({ report }: OrdersBench): Promise<void> {
  report.line('b6', { measured: false });
}
