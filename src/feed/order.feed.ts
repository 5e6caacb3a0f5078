import { ChangeFeed, type ChangeFeedPorts } from './change.feed.js';
import type { OrderFeedPublisher, OrderWatcher } from './order.feed.port.js';

/** Notices that an order changed, from any process to the watchers in this one. */
export class OrderFeed implements OrderFeedPublisher, OrderWatcher {
  readonly #feed: ChangeFeed;

  constructor(ports: Omit<ChangeFeedPorts, 'channel' | 'onNotice'>) {
    this.#feed = new ChangeFeed({ ...ports, channel: 'aisle:orders' });
  }

  orderChanged(orderNo: string): void {
    this.#feed.changed(orderNo);
  }

  watch<Seen extends { revision: number }>(orderNo: string, look: () => Promise<Seen | null>): Promise<AsyncIterableIterator<Seen>> {
    return this.#feed.watch(orderNo, { look, markOf: (order) => order.revision });
  }
}
