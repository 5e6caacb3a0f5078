/**
 * What resolvers hand over for each type of the schema. Fields that a model has under the same name need no resolver.
 */
import type { HoldRecord, SaleClosedReason } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { EventModel, EventStatus } from '../domain/event.js';
import type { OrderStatus, TicketStatus } from '../domain/order.js';
import type { MapCursor } from '../domain/seat.js';
import type { Problem } from '../domain/problem.js';

export type { ChartModel, ChartSeat as SeatModel } from '../domain/chart.js';
export type { EventModel, PriceModel, ShowModel, TierModel, VenueModel } from '../domain/event.js';
export type { PersonModel } from '../domain/person.js';
export type { OrderItemModel, OrderModel, OrderStepModel, PaymentModel, TicketModel } from '../domain/order.js';

export type { RefundModel } from '../domain/refund.js';

export type { SeatMapDeltaModel } from './seat-map.model.js';

export type HoldModel = HoldRecord;

/** A refusal as services return it. `message` may be left out: the schema then gives the type's own sentence. */
export type Refusal<Kind extends string, Data = object> = { kind: Kind; message?: string } & Data;

export type EmailTakenModel = Refusal<'EmailTaken'>;
export type WeakPasswordModel = Refusal<'WeakPassword'>;
export type InvalidCredentialsModel = Refusal<'InvalidCredentials'>;
export type InvalidChartModel = Refusal<'InvalidChart', { problems: Problem[] }>;
export type InvalidEventModel = Refusal<'InvalidEvent', { problems: Problem[] }>;
export type WrongEventStatusModel = Refusal<'WrongEventStatus', { status: EventStatus; allowedFrom: readonly EventStatus[] }>;
export type SeatsUnavailableModel = Refusal<
  'SeatsUnavailable',
  { taken: number[]; cursor: MapCursor; wished?: { event: EventModel; seats: number[] } }
>;
export type PlacesUnavailableModel = Refusal<'PlacesUnavailable', { tierId: Id; available: number }>;
export type NoBlockAvailableModel = Refusal<'NoBlockAvailable', { largestBlock: number }>;
export type LeavesSingleSeatModel = Refusal<'LeavesSingleSeat', { stranded: number[] }>;
export type HoldLimitReachedModel = Refusal<'HoldLimitReached', { limit: number; inUse: number }>;
export type SaleNotOpenModel = Refusal<'SaleNotOpen', { reason: SaleClosedReason; opensAt?: Date | null; retryAfterMs?: number | null }>;
export type AdmissionRequiredModel = Refusal<
  'AdmissionRequired',
  { waitingRoom: { active: boolean; waiting: number; admittedPerMinute: number } }
>;
export type HoldGoneModel = Refusal<'HoldGone'>;
export type HoldInPaymentModel = Refusal<'HoldInPayment', { orderNo: string }>;
export type NoExtensionsLeftModel = Refusal<'NoExtensionsLeft'>;
export type PriceNotAvailableModel = Refusal<'PriceNotAvailable', { priceId: Id }>;
export type OrderNotPayableModel = Refusal<'OrderNotPayable', { status: OrderStatus }>;
export type OrderNotCancellableModel = Refusal<'OrderNotCancellable', { status: OrderStatus }>;
export type TicketNotValidModel = Refusal<'TicketNotValid', { status: TicketStatus | null; usedAt: Date | null }>;
export type NothingToRefundModel = Refusal<'NothingToRefund', { orderStatus: OrderStatus }>;
