import type { OrdersBench } from './orders.suite.js';

/** B7: messages handled a second, against a queue used in the ordinary way. */
export async function measureThroughput({ report }: OrdersBench): Promise<void> {
  report.line('b7', { measured: false });
}
