import type { Id } from '../domain/id.js';
import type { OrderStatus } from '../domain/order.js';

/** What messages about an order say of it. */
export interface NoticeFacts {
  orderNo: string;
  personId: Id;
  status: OrderStatus;
  email: string;
  name: string;
  phone: string | null;
  locale: string;
  currency: string;
  totalMinor: number;
  /** Given back so far, minor units. */
  refundedMinor: number;
  showTitle: string;
  venueName: string;
  /** IANA name. */
  timezone: string;
  startsAt: Date;
  /** Sum of the refund that was asked for; null when none was, or the order has no such refund. */
  refundMinor: number | null;
}

export interface NoticePort {
  find(orderNo: string, refundId: Id | null): Promise<NoticeFacts | null>;
}
