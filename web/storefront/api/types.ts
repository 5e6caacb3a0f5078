/** The shapes that the documents in `documents.ts` ask for. Names follow the schema. */

export interface Money {
  amountMinor: number;
  currency: string;
}
export interface Price {
  id: string;
  name: string;
  amount: Money;
  from: string | null;
  until: string | null;
}
export interface Tier {
  id: string;
  name: string;
  kind: 'SEATED' | 'GENERAL_ADMISSION';
  category: string | null;
  color: string | null;
  capacity: number;
  available: number;
  prices: Price[];
}
export type EventStatus = 'DRAFT' | 'PREPARED' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';

export interface EventSummary {
  id: string;
  startsAt: string;
  status: EventStatus;
  soldOut: boolean;
  saleOpensAt: string;
  saleClosesAt: string;
  show: { id: string; title: string; description: string };
  venue: { name: string; timezone: string };
  tiers: Tier[];
}
export interface EventDetail extends EventSummary {
  maxPerBuyer: number;
  /** Null for an event without a line in front of its sale. */
  waitingRoom: { waiting: number } | null;
  chart: { layoutUrl: string; seatCount: number } | null;
}

export interface SeatRef {
  index: number;
  label: string;
}
export interface Hold {
  __typename: 'Hold';
  id: string;
  event: { id: string };
  seats: SeatRef[];
  places: { tier: { id: string }; quantity: number }[];
  total: Money;
  stage: 'SELECTING' | 'PAYING';
  expiresInMs: number;
  extensionsLeft: number;
}

export interface PlaceInLine {
  state: 'WAITING' | 'ADMITTED' | 'EXPIRED' | 'LEFT';
  /** 1 for the next to be let in; null for who does not wait. */
  position: number | null;
  /** Null when nobody can tell. */
  etaSeconds: number | null;
  admission: string | null;
  admittedUntil: string | null;
}

export type Role = 'GUEST' | 'CUSTOMER' | 'STAFF' | 'ADMIN';
export interface Me {
  id: string;
  email: string | null;
  name: string | null;
  role: Role;
  holds: Hold[];
}

export type OrderStatus = 'PENDING' | 'PAID' | 'FULFILLED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';
export type PaymentStatus = 'PENDING' | 'AUTHORIZED' | 'CAPTURED' | 'DECLINED' | 'FAILED' | 'VOIDED';
export interface Ticket {
  id: string;
  code: string;
  status: 'VALID' | 'VOID' | 'USED';
  seat: SeatRef | null;
  tier: { name: string };
}
export interface OrderItem {
  id: string;
  tier: { name: string };
  seat: SeatRef | null;
  price: { name: string };
  amount: Money;
  live: boolean;
}
export interface Order {
  __typename: 'Order';
  orderNo: string;
  revision: number;
  status: OrderStatus;
  email: string;
  name: string;
  payInMs: number;
  total: Money;
  refunded: Money;
  failureCode: string | null;
  event: { id: string; startsAt: string; show: { title: string }; venue: { name: string; timezone: string } };
  items: OrderItem[];
  payments: { id: string; status: PaymentStatus }[];
  tickets: Ticket[];
}
export interface OrderSummary {
  orderNo: string;
  status: OrderStatus;
  createdAt: string;
  total: Money;
  event: { id: string; startsAt: string; show: { title: string }; venue: { timezone: string } };
}

/** A refusal: a union member whose type name says which. Each member carries its own further fields. */
export interface Refusal {
  __typename: string;
  message: string;
  taken?: number[];
  /** Of SeatsUnavailable: the map that the answer was judged on. */
  cursor?: { epoch: number; version: number };
  /** Of SeatsUnavailable: a similar block that was free when the answer was made. */
  suggestion?: number[] | null;
  /** Of LeavesSingleSeat. */
  stranded?: number[];
  /** Of NoBlockAvailable. */
  largestBlock?: number;
  tierId?: string;
  available?: number;
  limit?: number;
  inUse?: number;
  reason?: 'NOT_YET' | 'PAUSED' | 'ENDED' | 'CANCELLED' | 'RECOVERING';
  opensAt?: string | null;
  retryAfterMs?: number | null;
  orderNo?: string;
  priceId?: string;
  status?: OrderStatus;
}
