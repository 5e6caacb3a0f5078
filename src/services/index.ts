import type { HoldService } from './hold.service.js';
import type { LiveMapService } from './live-map.service.js';
import type { OrderEndService } from './order-end.service.js';
import type { OrderService } from './order.service.js';

/** The use cases that entrances may call; `compose.ts` makes one of each. */
export interface Services {
  holds: HoldService;
  orders: OrderService;
  orderEnd: OrderEndService;
  liveMap: LiveMapService;
}
