import type { OrderItemModel, OrderModel, OrderStatus, OrderStepModel } from '../domain/order.js';
import type { LiveItem, OrderDraft } from './order.port.js';

/** Rows as PostgreSQL names them, and how they become domain objects. */
export interface OrderRow {
  order_no: string;
  person_id: string;
  event_id: string;
  hold_epoch: number;
  hold_serial: number;
  status: OrderStatus;
  revision: number;
  email: string;
  name: string;
  phone: string | null;
  locale: string;
  currency: string;
  total_minor: number;
  refunded_minor: number;
  failure_code: string | null;
  idempotency_key: string;
  input_hash: string;
  created_at: Date;
  pay_by: Date;
}

export function toOrder(row: OrderRow): OrderModel {
  return {
    orderNo: row.order_no,
    personId: row.person_id,
    eventId: row.event_id,
    holdEpoch: row.hold_epoch,
    holdSerial: row.hold_serial,
    status: row.status,
    revision: row.revision,
    email: row.email,
    name: row.name,
    phone: row.phone,
    locale: row.locale,
    currency: row.currency,
    totalMinor: row.total_minor,
    refundedMinor: row.refunded_minor,
    failureCode: row.failure_code,
    inputHash: row.input_hash,
    createdAt: row.created_at,
    payBy: row.pay_by,
  };
}

/** @returns the sum of an order's items, minor units */
export function totalOf(draft: OrderDraft): number {
  return draft.items.reduce((sum, item) => sum + item.amountMinor, 0);
}

/** @returns an order as the table has it once its draft was written: all but the time is in the draft, or is what every order begins with. */
export function placedOrder(draft: OrderDraft, createdAt: Date): OrderModel {
  return {
    orderNo: draft.orderNo,
    personId: draft.personId,
    eventId: draft.eventId,
    holdEpoch: draft.holdEpoch,
    holdSerial: draft.holdSerial,
    status: 'PENDING',
    revision: 1,
    email: draft.email,
    name: draft.name,
    phone: draft.phone,
    locale: draft.locale,
    currency: draft.currency,
    totalMinor: totalOf(draft),
    refundedMinor: 0,
    failureCode: null,
    inputHash: draft.inputHash,
    createdAt,
    payBy: new Date(draft.payByMs),
  };
}

export interface ItemRow {
  id: string;
  order_no: string;
  event_id: string;
  tier_id: string;
  price_id: string;
  seat_index: number | null;
  amount_minor: number;
  live: boolean;
}

export function toItem(row: ItemRow): OrderItemModel {
  return {
    id: row.id,
    orderNo: row.order_no,
    eventId: row.event_id,
    tierId: row.tier_id,
    priceId: row.price_id,
    seatIndex: row.seat_index,
    amountMinor: row.amount_minor,
    live: row.live,
  };
}

export interface StepRow {
  order_no: string;
  at: Date;
  what: string;
  detail: string | null;
  by: string;
}

export function toStep(row: StepRow): OrderStepModel {
  return { orderNo: row.order_no, at: row.at, what: row.what, detail: row.detail, by: row.by };
}

export interface LiveItemRow {
  order_no: string;
  person_id: string;
  status: OrderStatus;
  pay_by: Date;
  tier_id: string;
  seat_index: number | null;
}

export function toLiveItem(row: LiveItemRow): LiveItem {
  return {
    orderNo: row.order_no,
    personId: row.person_id,
    status: row.status,
    payBy: row.pay_by,
    tierId: row.tier_id,
    seatIndex: row.seat_index,
  };
}
