import type { OrdersBench } from './orders.suite.js';

/** B5: orders placed a second, against bare inserts and against Prisma. */
export async function measurePlaceOrder({ report }: OrdersBench): Promise<void> {
  report.line('b5', { measured: false });
}
