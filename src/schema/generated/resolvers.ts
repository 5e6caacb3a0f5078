// Written by scripts/codegen.mjs from src/schema/*.graphql. Do not edit.
/* eslint-disable */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ShowModel, VenueModel, ChartModel, SeatModel, EventModel, TierModel, PriceModel, HoldModel, OrderModel, OrderItemModel, OrderStepModel, PaymentModel, RefundModel, TicketModel, SeatMapDeltaModel, TicketNotValidModel, SeatsUnavailableModel, PlacesUnavailableModel, NoBlockAvailableModel, LeavesSingleSeatModel, HoldLimitReachedModel, SaleNotOpenModel, AdmissionRequiredModel, HoldGoneModel, HoldInPaymentModel, NoExtensionsLeftModel, PriceNotAvailableModel, OrderNotCancellableModel, OrderNotPayableModel, EmailTakenModel, WeakPasswordModel, InvalidCredentialsModel, NothingToRefundModel, InvalidEventModel, WrongEventStatusModel, InvalidChartModel, PersonModel } from '../../resolvers/models.js';
import type { GraphQLContext } from '../../resolvers/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC as RFC 3339 text, such as 2026-11-20T18:30:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** Bytes as standard base64 (RFC 4648 section 4, with padding). */
  Base64: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  /** An e-mail address as in RFC 5321, at most 254 characters. Compared without regard to case. */
  EmailAddress: { input: string; output: string; }
  /** A whole number that a double carries exactly: from -(2^53 - 1) to 2^53 - 1. */
  SafeInt: { input: number; output: number; }
};

/** Somebody was let in, or why not. */
export type CheckInResult = CheckedIn | TicketNotValid;

/** The ticket let one person in. */
export type CheckedIn = {
  /** The ticket, used up now. */
  ticket: Ticket;
  /** When. */
  at: Scalars['DateTime']['output'];
};

/** The ticket does not let anybody in. */
export type TicketNotValid = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Where the ticket stands; null when no ticket of this event has the code. */
  status?: Maybe<TicketStatus>;
  /** When it let somebody in; null when it did not. */
  usedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Everything that changes something. Fields run one after the other, in the order written. */
export type Mutation = {
  /** Lets one person in at the door. Each ticket does that once, however many doors scan it; a repeat is told when it was used. */
  checkIn: CheckInResult;
  /** Holds seats and places, all or nothing. Impossible input (unknown or repeated seats, quantity below 1) is BAD_USER_INPUT. Safe to repeat with the same key. */
  holdTickets: HoldResult;
  /** Holds the best block that is free: adjacent seats, closest to the stage. NoBlockAvailable when none is large enough. Safe to repeat with the same key. */
  holdBestAvailable: HoldResult;
  /** Adds seats and places to a hold and drops others in one step, all or nothing. A hold cannot be left empty: release it. Safe to repeat with the same key. */
  changeHold: HoldResult;
  /** Moves the deadline of a hold, a limited number of times. Safe to repeat with the same key. */
  extendHold: ExtendHoldResult;
  /** Gives everything in a hold back at once. Safe to repeat with the same key. */
  releaseHold: ReleaseHoldResult;
  /** Joins the line of an event with a waiting room; it opens before the sale does. Safe to repeat: one place a person, kept by joining again. EXPIRED when the sale is over. */
  joinLine: PlaceInLine;
  /** Gives a place back, or an admission. Seats that were held with it stay held. Safe to repeat. */
  leaveLine: PlaceInLine;
  /** Lets this browser be told of one's orders. A person keeps the ten newest browsers; a browser tells the one who saved it last. Safe to repeat. */
  saveBrowser: Scalars['Boolean']['output'];
  /** Tells this browser no more. True if it was one's own. Safe to repeat. */
  removeBrowser: Scalars['Boolean']['output'];
  /** Mails the valid tickets of an order once more. The same wish within a minute is the same mail. NOT_FOUND when there is no such order, BAD_USER_INPUT when it has no valid tickets. */
  resendTickets: Order;
  /** Turns a hold into an order that waits for payment until payBy. Safe to repeat with the same key. */
  placeOrder: PlaceOrderResult;
  /** Gives up an unpaid order; its seats and places become free at once. NOT_FOUND when it is not the caller's. Safe to repeat with the same key. */
  cancelOrder: CancelOrderResult;
  /** Begins a payment for an order. NOT_FOUND when it is not the caller's; BAD_USER_INPUT for an unknown provider. Safe to repeat with the same key. */
  startPayment: StartPaymentResult;
  /** Opens a session without an account. Register or log in with it, and its holds and orders go along. */
  startGuestSession: Session;
  /** Makes an account and a session for it. What the guest of the current session holds becomes the account's. */
  register: RegisterResult;
  /** Opens a session of an account. What the guest of the current session holds becomes the account's. Limited to a few tries per account and quarter of an hour, then RATE_LIMITED. */
  login: LoginResult;
  /** Ends the current session at once; sockets opened with it are closed within 20 seconds. True if there was one. Safe to repeat. */
  logout: Scalars['Boolean']['output'];
  /** Gives an account a role. NOT_FOUND when no account has this address. Safe to repeat. */
  setRole: User;
  /** Mends Redis from the ledger where they disagree, seat by seat, and reports what is left. Safe to repeat. */
  repairInventory: ReconcileReport;
  /** Throws away what Redis knows of this event and builds it again from the ledger under a new epoch. Holds without an order are gone. Safe to repeat. */
  rebuildInventory: ReconcileReport;
  /**
   * Gives some items of a paid order back, or all: their tickets are void at once, also used ones, and the money goes back through
   * the payment provider. Items that are given back already are left out. Safe to repeat with the same key.
   */
  refundOrder: RefundResult;
  /** Asks the payment provider once more for a refund that FAILED; any other one stays as it is. Safe to repeat. */
  retryRefund: Refund;
  /** Writes a draft. Not safe to repeat: each call adds one. */
  createEvent: EventResult;
  /** Changes an event. NOT_FOUND when there is none with this id. Safe to repeat. */
  updateEvent: EventResult;
  /** Freezes tiers, prices and chart and lays out the seats; from then on the sale opens by itself at saleOpensAt. Safe to repeat. */
  prepareSale: EventResult;
  /** Opens a prepared sale now, or goes on with a paused one. Safe to repeat. */
  openSale: EventResult;
  /** Stops new holds for now; orders in hand may still pay. Safe to repeat. */
  pauseSale: EventResult;
  /** Stops new holds for good; orders in hand may still pay. Safe to repeat. */
  closeSale: EventResult;
  /** Calls an event off: no new holds, no new orders; unpaid orders are cancelled, paid ones are given back one by one (Event.cancellation tells how far that has come), and buyers see why. Safe to repeat. */
  cancelEvent: EventResult;
  /** Keeps free seats from sale. SeatsUnavailable names those that are held or sold, and nothing changes. Safe to repeat. */
  blockSeats: EventResult;
  /** Puts blocked seats on sale again. Seats that are not blocked stay as they are. Safe to repeat. */
  unblockSeats: EventResult;
  /** Keeps free places of a general admission tier from sale. Each call blocks as many more. */
  blockPlaces: EventResult;
  /** Puts blocked places on sale again, as many as are blocked at most. Each call unblocks as many more. */
  unblockPlaces: EventResult;
  /** Adds a show. Not safe to repeat: each call adds one. */
  createShow: Show;
  /** Changes the words of a show. NOT_FOUND when there is none with this id. Safe to repeat. */
  updateShow: Show;
  /** Sends work that failed for good again; its effect happens once, however often it is sent. Open letters, or discarded ones when the filter asks for them. Safe to repeat. */
  replayDeadLetters: BulkResult;
  /** Gives up open dead letters for good. Safe to repeat. */
  discardDeadLetters: BulkResult;
  /** Adds a house. Not safe to repeat: each call adds one. */
  createVenue: Venue;
  /** Reads a chart in. Safe to repeat. NOT_FOUND for an unknown house. */
  importChart: ImportChartResult;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCheckInArgs = {
  eventId: Scalars['ID']['input'];
  code: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationHoldTicketsArgs = {
  input: HoldTicketsInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationHoldBestAvailableArgs = {
  input: HoldBestAvailableInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationChangeHoldArgs = {
  input: ChangeHoldInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationExtendHoldArgs = {
  holdId: Scalars['ID']['input'];
  idempotencyKey: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationReleaseHoldArgs = {
  holdId: Scalars['ID']['input'];
  idempotencyKey: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationJoinLineArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationLeaveLineArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationSaveBrowserArgs = {
  input: BrowserInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRemoveBrowserArgs = {
  endpoint: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationResendTicketsArgs = {
  orderNo: Scalars['ID']['input'];
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCancelOrderArgs = {
  orderNo: Scalars['ID']['input'];
  idempotencyKey: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationStartPaymentArgs = {
  input: StartPaymentInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRegisterArgs = {
  email: Scalars['EmailAddress']['input'];
  password: Scalars['String']['input'];
  name: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationLoginArgs = {
  email: Scalars['EmailAddress']['input'];
  password: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationSetRoleArgs = {
  email: Scalars['EmailAddress']['input'];
  role: Role;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRepairInventoryArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRebuildInventoryArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRefundOrderArgs = {
  input: RefundOrderInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationRetryRefundArgs = {
  refundId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCreateEventArgs = {
  input: CreateEventInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationUpdateEventArgs = {
  input: UpdateEventInput;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationPrepareSaleArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationOpenSaleArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationPauseSaleArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCloseSaleArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCancelEventArgs = {
  eventId: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationBlockSeatsArgs = {
  eventId: Scalars['ID']['input'];
  seats: Array<Scalars['Int']['input']>;
  reason: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationUnblockSeatsArgs = {
  eventId: Scalars['ID']['input'];
  seats: Array<Scalars['Int']['input']>;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationBlockPlacesArgs = {
  eventId: Scalars['ID']['input'];
  tierId: Scalars['ID']['input'];
  quantity: Scalars['Int']['input'];
  reason: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationUnblockPlacesArgs = {
  eventId: Scalars['ID']['input'];
  tierId: Scalars['ID']['input'];
  quantity: Scalars['Int']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCreateShowArgs = {
  title: Scalars['String']['input'];
  description: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationUpdateShowArgs = {
  id: Scalars['ID']['input'];
  title?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationReplayDeadLettersArgs = {
  filter: DeadLetterFilter;
  limit?: InputMaybe<Scalars['Int']['input']>;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationDiscardDeadLettersArgs = {
  filter: DeadLetterFilter;
  reason: Scalars['String']['input'];
  limit?: InputMaybe<Scalars['Int']['input']>;
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationCreateVenueArgs = {
  name: Scalars['String']['input'];
  timezone: Scalars['String']['input'];
};


/** Everything that changes something. Fields run one after the other, in the order written. */
export type MutationImportChartArgs = {
  input: ImportChartInput;
};

/** The standings that a rule can ask for, weakest first. */
export type Access =
  /** Anyone. On a type: whoever was let through the field that leads to it. */
  | 'PUBLIC'
  /** Any living session, also one without an account. */
  | 'GUEST'
  /** A session of an account. */
  | 'CUSTOMER'
  /** A session of the house's staff. */
  | 'STAFF'
  /** A session of an administrator. */
  | 'ADMIN';

/** The life of a sale. Sold out is not a status: see Event.soldOut. */
export type EventStatus =
  /** Being written; seen by staff only. */
  | 'DRAFT'
  /** Tiers, prices and chart are frozen; the sale opens by itself at saleOpensAt. */
  | 'PREPARED'
  /** Seats can be held and bought. */
  | 'ON_SALE'
  /** No new holds for now; orders in hand may still pay. */
  | 'PAUSED'
  /** No new holds any more; orders in hand may still pay. */
  | 'CLOSED'
  /** Does not take place; orders are refunded. */
  | 'CANCELLED';

/** How a tier is sold. */
export type TierKind =
  /** Numbered seats of one chart category. */
  | 'SEATED'
  /** A number of places without numbers. */
  | 'GENERAL_ADMISSION';

/** A price class of an event. */
export type Tier = {
  /** Opaque; unique over all events. */
  id: Scalars['ID']['output'];
  /** As shown to buyers. */
  name: Scalars['String']['output'];
  /** Numbered seats or places. */
  kind: TierKind;
  /** Chart category whose seats it prices; null for general admission. */
  category?: Maybe<Scalars['String']['output']>;
  /** Colour to draw its seats in, #rrggbb; null: the reader's choice. */
  color?: Maybe<Scalars['String']['output']>;
  /** The standard price first. Fixed once the sale is prepared; each may have a time window. */
  prices: Array<Price>;
  /** Seats or places in all, blocked ones included. */
  capacity: Scalars['Int']['output'];
  /** Free right now: neither held, sold nor blocked. 0 until the sale is prepared. */
  available: Scalars['Int']['output'];
};

/** What one seat or place of a tier costs, for whom, and when. */
export type Price = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** For whom, such as Standard, Child, Concession. */
  name: Scalars['String']['output'];
  /** For one seat or place. */
  amount: Money;
  /** Valid from then on; null: from the start. */
  from?: Maybe<Scalars['DateTime']['output']>;
  /** Valid until just before; null: to the end. */
  until?: Maybe<Scalars['DateTime']['output']>;
};

/** A dated performance that people attend, with its own seats and places. */
export type Event = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Grows by one with every change by staff. */
  revision: Scalars['Int']['output'];
  /** What is performed. */
  show: Show;
  /** Where. */
  venue: Venue;
  /** When it begins. */
  startsAt: Scalars['DateTime']['output'];
  /** Where its sale stands, by the server's clock. */
  status: EventStatus;
  /** Nothing free and nothing held. */
  soldOut: Scalars['Boolean']['output'];
  /** When the sale opens by itself. */
  saleOpensAt: Scalars['DateTime']['output'];
  /** When the sale closes by itself. */
  saleClosesAt: Scalars['DateTime']['output'];
  /** Seats and places that one buyer may own and hold together. */
  maxPerBuyer: Scalars['Int']['output'];
  /** Its numbered seats; null for an event with places only. */
  chart?: Maybe<Chart>;
  /** Its price classes, in their fixed order. */
  tiers: Array<Tier>;
  /** State of every seat and number of free places; null until the sale is prepared. */
  seatMap?: Maybe<SeatMapSnapshot>;
  /** The map as a list in walking order, for keyboards and screen readers. Empty for a name that does not exist. */
  seats: Array<SeatWithState>;
  /** Seats by what is written on them. At most 100 at once; labels that do not exist are refused as BAD_USER_INPUT, each named. */
  seatsByLabel: Array<SeatWithState>;
  /** The line in front of the sale; null for an event without one. */
  waitingRoom?: Maybe<WaitingRoom>;
  /** What was sold and earned. Staff. */
  sales?: Maybe<SalesReport>;
  /** How far the refunds have come of an event that was called off; null of any other. Staff. */
  cancellation?: Maybe<Cancellation>;
};


/** A dated performance that people attend, with its own seats and places. */
export type EventSeatsArgs = {
  section: Scalars['String']['input'];
  row?: InputMaybe<Scalars['String']['input']>;
};


/** A dated performance that people attend, with its own seats and places. */
export type EventSeatsByLabelArgs = {
  labels: Array<Scalars['String']['input']>;
};

/** How far the refunds of an event have come that was called off. */
export type Cancellation = {
  /** Orders that were paid. */
  orders: Scalars['Int']['output'];
  /** Those of them whose tickets are void and whose money is on its way back or back. */
  givenBack: Scalars['Int']['output'];
  /** Those of them whose money is back. */
  refundsDone: Scalars['Int']['output'];
  /** Those of them whose refund the payment provider refused: see Order.refunds, retryRefund. */
  refundsFailed: Scalars['Int']['output'];
};

/** A page of events. */
export type EventConnection = {
  /** The entries of this page. */
  edges: Array<EventEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Events in the whole list; null when it was not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An event in its list. */
export type EventEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: Event;
};

/** What an event sold and earned, from the ledger. */
export type SalesReport = {
  /** One row a tier, in their fixed order. */
  tiers: Array<TierSales>;
  /** Paid orders, before refunds. */
  gross: Money;
  /** Given back to buyers. */
  refunded: Money;
  /** Taken by the payment providers. */
  captured: Money;
  /** What the tickets that still count were sold for. */
  liveTicketValue: Money;
  /** Set aside by the payment providers for paid orders, and not taken yet. */
  promised: Money;
  /** Taken for orders that are not paid; it is being decided about, or on its way back. */
  undecided: Money;
  /** Paid items whose tickets are being made. */
  awaitingTickets: Money;
  /** Refunds that the payment providers were asked for. */
  refundsUnderWay: Money;
  /** Refunds that the payment providers refused: somebody must act. */
  refundsFailed: Money;
  /**
   * captured + promised - refunded equals liveTicketValue + awaitingTickets + undecided + refundsUnderWay + refundsFailed, for every single
   * order. When nothing is on its way that is: captured - refunded equals liveTicketValue. False means that somebody must look.
   */
  balanced: Scalars['Boolean']['output'];
  /** Numbers of the orders for which it does not, 100 at most. */
  unbalancedOrders: Array<Scalars['ID']['output']>;
};

/** One tier's part of a sales report. */
export type TierSales = {
  /** The tier. */
  tier: Tier;
  /** Units sold. */
  sold: Scalars['Int']['output'];
  /** Units held right now. */
  held: Scalars['Int']['output'];
  /** Units kept off the sale by staff. */
  blocked: Scalars['Int']['output'];
  /** Units that can be bought. */
  free: Scalars['Int']['output'];
  /** Paid orders, before refunds. */
  gross: Money;
  /** Given back to buyers. */
  refunded: Money;
};

/** The line that buyers wait in while more come than can be served. */
export type WaitingRoom = {
  /** Buyers must queue right now. */
  active: Scalars['Boolean']['output'];
  /** People in line. */
  waiting: Scalars['Int']['output'];
  /** How fast the line moves, people a minute. */
  admittedPerMinute: Scalars['Float']['output'];
};

/** Everything that can be read once. */
export type Query = {
  /** All events, earliest first. Drafts are seen by staff only. */
  events: EventConnection;
  /** One event; null when there is none with this id, or when it is a draft and the reader is not staff. */
  event?: Maybe<Event>;
  /** One's own hold; null when it is over or not the reader's. */
  hold?: Maybe<Hold>;
  /** One's own place, which to look at keeps; null for who has none, or when the line was lost: join again. */
  placeInLine?: Maybe<PlaceInLine>;
  /** Key to subscribe a browser with (applicationServerKey, base64url); null while nothing is sent to browsers. */
  pushKey?: Maybe<Scalars['String']['output']>;
  /** One's own order; for staff any. Null when there is none or it is not the reader's. */
  order?: Maybe<Order>;
  /** All orders, newest first. */
  orders: OrderConnection;
  /** What payment providers told, newest first. Forged webhooks are not among it: they are refused and counted. */
  paymentEvents: PaymentEventConnection;
  /** The person of this session; null without one. */
  me?: Maybe<User>;
  /** Compares Redis with the ledger. Reading only: repairInventory repairs. */
  reconcile: ReconcileReport;
  /** The server's clock. Deadlines are judged by it, not by the reader's. */
  serverTime: Scalars['DateTime']['output'];
  /** All shows, by title. */
  shows: ShowConnection;
  /** One show; null when there is none with this id. */
  show?: Maybe<Show>;
  /** Work that failed for good, newest first. */
  deadLetters: DeadLetterConnection;
  /** All queues, by name. */
  queueStats: Array<QueueStats>;
  /** What staff did, newest first. */
  audit: AuditConnection;
  /** All houses, by name. */
  venues: Array<Venue>;
  /** One house; null when there is none with this id. */
  venue?: Maybe<Venue>;
  /** One chart; null when there is none with this id. */
  chart?: Maybe<Chart>;
};


/** Everything that can be read once. */
export type QueryEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<EventStatus>;
};


/** Everything that can be read once. */
export type QueryEventArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryHoldArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryPlaceInLineArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryOrderArgs = {
  orderNo: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  eventId?: InputMaybe<Scalars['ID']['input']>;
  status?: InputMaybe<OrderStatus>;
};


/** Everything that can be read once. */
export type QueryPaymentEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  parked?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Everything that can be read once. */
export type QueryReconcileArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryShowsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that can be read once. */
export type QueryShowArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryDeadLettersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeadLetterFilter>;
};


/** Everything that can be read once. */
export type QueryAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  subject?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that can be read once. */
export type QueryVenueArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read once. */
export type QueryChartArgs = {
  id: Scalars['ID']['input'];
};

/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type Subscription = {
  /** The event as it is, at once; then whenever staff change it, or the clock opens or closes its sale. Its seats are in seatMap. */
  eventUpdated: Event;
  /** One's own place whenever it changes, about once a second at most; to watch keeps it. Ends when the place has ended. NOT_FOUND for who has none: join first. */
  placeInLine: PlaceInLine;
  /** One's own order; for staff any. First frame: as it is now. Then after every change. NOT_FOUND when it is not the reader's. */
  orderUpdated: Order;
  /** The live map. First frame: the changes since the cursor, or a snapshot when there is none or it is too old. Then every change, in order, without a gap; changes that fall close together come in one frame. NOT_FOUND for an event without a map. */
  seatMap: SeatMapFrame;
  /** The newest open dead letter at once, if there is one; then each that is written, or opens again. */
  deadLetterAdded: DeadLetter;
};


/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type SubscriptionEventUpdatedArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type SubscriptionPlaceInLineArgs = {
  eventId: Scalars['ID']['input'];
};


/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type SubscriptionOrderUpdatedArgs = {
  orderNo: Scalars['ID']['input'];
};


/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type SubscriptionSeatMapArgs = {
  eventId: Scalars['ID']['input'];
  since?: InputMaybe<SeatMapCursorInput>;
};


/** Everything that can be watched, over the socket at /graphql. The first frame is the current state. */
export type SubscriptionDeadLetterAddedArgs = {
  queue?: InputMaybe<Scalars['String']['input']>;
};

/** Where a hold stands. */
export type HoldStage =
  /** Its buyer decides; it can be extended and released. */
  | 'SELECTING'
  /** Payment has begun; it lives until the order's payBy. */
  | 'PAYING';

/** Seats and places kept for one buyer until a deadline. */
export type Hold = {
  /** Opaque and unguessable. */
  id: Scalars['ID']['output'];
  /** What it is for. */
  event: Event;
  /** The numbered seats, by index. */
  seats: Array<Seat>;
  /** General admission, one entry a tier. */
  places: Array<HeldPlaces>;
  /** At the standard prices valid when it was granted. */
  total: Money;
  /** Where it stands. */
  stage: HoldStage;
  /** When it lapses and everything in it becomes free. */
  expiresAt: Scalars['DateTime']['output'];
  /** Milliseconds until then, for a countdown that needs no clock of the reader's. */
  expiresInMs: Scalars['Int']['output'];
  /** How often it may still be extended. */
  extensionsLeft: Scalars['Int']['output'];
  /** Compares as epoch, then number; grows with every grant on a seat over the whole life of the event. The higher fence owns the seat. */
  fence: Scalars['String']['output'];
};

/** Places of one tier in a hold. */
export type HeldPlaces = {
  /** The tier. */
  tier: Tier;
  /** Number of places, at least 1. */
  quantity: Scalars['Int']['output'];
};

/** Places to hold. */
export type PlacesInput = {
  /** A general admission tier of the event. */
  tierId: Scalars['ID']['input'];
  /** Number of places, at least 1; when a hold is changed, 0 drops the tier. */
  quantity: Scalars['Int']['input'];
};

/** What to hold: seats and places together, all or nothing. */
export type HoldTicketsInput = {
  /** Event that they belong to. */
  eventId: Scalars['ID']['input'];
  /** Indexes of numbered seats, each once. */
  seats?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** General admission, each tier once. */
  places?: InputMaybe<Array<PlacesInput>>;
  /** Chosen by the caller, 1 to 200 characters, one for each intended hold. The same key and input give the same answer. */
  idempotencyKey: Scalars['String']['input'];
  /** Leave from the waiting room, when the event has one. */
  admission?: InputMaybe<Scalars['String']['input']>;
};

/** Wants a block of adjacent seats; the system picks the best that is free. */
export type HoldBestAvailableInput = {
  /** Event that they belong to. */
  eventId: Scalars['ID']['input'];
  /** Number of seats, 1 to 100. */
  quantity: Scalars['Int']['input'];
  /** Only seats of this tier. */
  tierId?: InputMaybe<Scalars['ID']['input']>;
  /** Only seats of this section, by name. */
  section?: InputMaybe<Scalars['String']['input']>;
  /** True: a block with at least one accessible seat. False: a block without any. */
  accessible?: InputMaybe<Scalars['Boolean']['input']>;
  /** True: if no block is large enough, seats in several blocks close to each other. */
  allowSplit?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by the caller, 1 to 200 characters, one for each intended hold. The same key and input give the same answer. */
  idempotencyKey: Scalars['String']['input'];
  /** Leave from the waiting room, when the event has one. */
  admission?: InputMaybe<Scalars['String']['input']>;
};

/** Adds and drops in one step, all or nothing; the deadline stays. */
export type ChangeHoldInput = {
  /** Hold to change. */
  holdId: Scalars['ID']['input'];
  /** Indexes of seats to add, each once. */
  addSeats?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Indexes of seats of the hold to drop, each once. */
  dropSeats?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** New quantities of general admission tiers, each once; 0 drops the tier. Tiers not named stay. */
  places?: InputMaybe<Array<PlacesInput>>;
  /** Chosen by the caller, 1 to 200 characters, one for each intended change. The same key and input give the same answer. */
  idempotencyKey: Scalars['String']['input'];
};

/** The hold, or why there is none. A refusal changes nothing. */
export type HoldResult = Hold | SeatsUnavailable | PlacesUnavailable | NoBlockAvailable | LeavesSingleSeat | HoldLimitReached | SaleNotOpen | AdmissionRequired | HoldGone | HoldInPayment;

/** Someone else has at least one of the seats. */
export type SeatsUnavailable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Indexes of the wanted seats that are not free. */
  taken: Array<Scalars['Int']['output']>;
  /** The map that this was judged on. */
  cursor: SeatMapCursor;
  /** Indexes of a similar block that is free right now, not held for anyone; null when there is none. */
  suggestion?: Maybe<Array<Scalars['Int']['output']>>;
};

/** The tier has fewer free places than wanted. */
export type PlacesUnavailable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** The tier that is short. */
  tierId: Scalars['ID']['output'];
  /** Places free in it right now. */
  available: Scalars['Int']['output'];
};

/** No block of the wanted size is free. */
export type NoBlockAvailable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Seats in the largest free block; 0 when nothing is free. */
  largestBlock: Scalars['Int']['output'];
};

/** The pick would leave single seats alone although another pick of its size would not. */
export type LeavesSingleSeat = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Indexes of the seats that would be left alone. */
  stranded: Array<Scalars['Int']['output']>;
};

/** The buyer would own and hold more than one buyer may. */
export type HoldLimitReached = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Seats and places that one buyer may have in this event. */
  limit: Scalars['Int']['output'];
  /** What this buyer has already. */
  inUse: Scalars['Int']['output'];
};

/** Why nothing can be held. */
export type SaleClosedReason =
  /** The sale opens later. */
  | 'NOT_YET'
  /** Staff stopped it for now. */
  | 'PAUSED'
  /** The sale is over. */
  | 'ENDED'
  /** The event does not take place. */
  | 'CANCELLED'
  /** The map is being rebuilt from the ledger; try again shortly. */
  | 'RECOVERING';

/** Nothing can be held right now. */
export type SaleNotOpen = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Why. */
  reason: SaleClosedReason;
  /** When it opens, if that is known. */
  opensAt?: Maybe<Scalars['DateTime']['output']>;
  /** Milliseconds after which another try makes sense, if one does. */
  retryAfterMs?: Maybe<Scalars['Int']['output']>;
};

/** The event has a waiting room, and this buyer was not admitted. */
export type AdmissionRequired = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** The line to join. */
  waitingRoom: WaitingRoom;
};

/** There is no such hold: it lapsed, was released or sold, or is not this buyer's. */
export type HoldGone = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
};

/** Payment for this hold has begun. Pay or cancel the order. */
export type HoldInPayment = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** The order that it belongs to. */
  orderNo: Scalars['ID']['output'];
};

/** The hold with its new deadline, or why it kept the old one. */
export type ExtendHoldResult = Hold | HoldGone | HoldInPayment | NoExtensionsLeft;

/** What was released, or why nothing was. */
export type ReleaseHoldResult = HoldReleased | HoldGone | HoldInPayment;

/** The hold was extended as often as it may. */
export type NoExtensionsLeft = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
};

/** The hold is over and everything in it is free. */
export type HoldReleased = {
  /** Id that the hold had. */
  id: Scalars['ID']['output'];
};

/** Where a place in line stands. */
export type PlaceInLineState =
  /** In line. Look now and then, or watch: who does not look for the length of a lease loses the place. */
  | 'WAITING'
  /** Let in: hold with the admission while it lives. */
  | 'ADMITTED'
  /** Over: nobody looked in time, the admission ran out, the line was lost, or the sale is over. Join again. */
  | 'EXPIRED'
  /** Over: the person left, or placed an order. */
  | 'LEFT';

/** One's own place in the line in front of a sale. */
export type PlaceInLine = {
  /** Event whose sale the line is for. */
  eventId: Scalars['ID']['output'];
  /** Where it stands. */
  state: PlaceInLineState;
  /** 1 for the next to be let in; null for who does not wait. Never too small; people who left meanwhile are counted for some seconds. */
  position?: Maybe<Scalars['Int']['output']>;
  /** Seconds until it is one's turn, as far as one can tell; null when nobody can, as when nothing is free. */
  etaSeconds?: Maybe<Scalars['Int']['output']>;
  /** Leave to hold in this event, for this person and until admittedUntil: as often as need be, and for one order. Null unless ADMITTED. */
  admission?: Maybe<Scalars['String']['output']>;
  /** When the admission ends. What is held by then stays held. */
  admittedUntil?: Maybe<Scalars['DateTime']['output']>;
};

/** A browser that may be sent messages, as its page's PushSubscription names it. */
export type BrowserInput = {
  /** Address at the browser's push service, https. */
  endpoint: Scalars['String']['input'];
  /** Its public key, base64url. */
  p256dh: Scalars['String']['input'];
  /** Its shared secret, base64url. */
  auth: Scalars['String']['input'];
};

/** Where an order stands. */
export type OrderStatus =
  /** Waits for payment until payBy. */
  | 'PENDING'
  /** Paid; tickets are being made. */
  | 'PAID'
  /** Paid, and the tickets exist. */
  | 'FULFILLED'
  /** Given up by its buyer or by staff before payment. */
  | 'CANCELLED'
  /** Not paid in time; its seats are free again. Money that comes all the same finds seats, or goes back. */
  | 'EXPIRED'
  /** Everything in it was given back. */
  | 'REFUNDED';

/** What one buyer buys in one step, from one hold. */
export type Order = {
  /** Number to be read aloud; unguessable; the last character checks the others. */
  orderNo: Scalars['ID']['output'];
  /** Grows by one with every change. */
  revision: Scalars['Int']['output'];
  /** Where it stands. */
  status: OrderStatus;
  /** What it is for. */
  event: Event;
  /** Where the confirmation goes. */
  email: Scalars['EmailAddress']['output'];
  /** Who buys. */
  name: Scalars['String']['output'];
  /** For calls about it; null when none was given. */
  phone?: Maybe<Scalars['String']['output']>;
  /** One entry a seat or place. */
  items: Array<OrderItem>;
  /** Sum of the items. */
  total: Money;
  /** Given back so far, what is on its way included. */
  refunded: Money;
  /** When it was placed. */
  createdAt: Scalars['DateTime']['output'];
  /** When it expires unless paid. */
  payBy: Scalars['DateTime']['output'];
  /** Milliseconds until then, 0 when past, for a countdown that needs no clock of the reader's. */
  payInMs: Scalars['Int']['output'];
  /** Every try to pay, oldest first. */
  payments: Array<Payment>;
  /** Every refund, oldest first. */
  refunds: Array<Refund>;
  /** Empty until it is fulfilled. */
  tickets: Array<Ticket>;
  /** Why it did not end fulfilled: PAYMENT_EXPIRED, PAYMENT_DECLINED, CANCELLED_BY_BUYER, EVENT_CANCELLED, SEATS_GONE; null otherwise. New codes may come. */
  failureCode?: Maybe<Scalars['String']['output']>;
  /** Where it may go from here. */
  nextStatuses: Array<OrderStatus>;
  /** Everything that happened to it, oldest first. */
  timeline: Array<OrderStep>;
};

/** One thing that happened to an order. */
export type OrderStep = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What, in one word: placed, paid, captured, ticketed, mailed, declined, expired, cancelled, late-payment, reacquired, refund-begun, refunded, refund-failed, voided and others. New words may come. */
  what: Scalars['String']['output'];
  /** More about it, for a person. */
  detail?: Maybe<Scalars['String']['output']>;
  /** Who did it: buyer, system, staff, or the payment provider. */
  by: Scalars['String']['output'];
};

/** One seat or place in an order. */
export type OrderItem = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Its price class. */
  tier: Tier;
  /** The numbered seat; null for a place. */
  seat?: Maybe<Seat>;
  /** The price that was chosen. */
  price: Price;
  /** What was charged for it. */
  amount: Money;
  /** Still counts: neither refunded nor given up. */
  live: Scalars['Boolean']['output'];
};

/** A page of orders. */
export type OrderConnection = {
  /** The entries of this page. */
  edges: Array<OrderEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Orders in the whole list; null when it was not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An order in its list. */
export type OrderEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** Where a refund stands. */
export type RefundStatus =
  /** The provider was asked. */
  | 'PENDING'
  /** The money went back. */
  | 'DONE'
  /** The provider refused; staff must act. */
  | 'FAILED';

/** Money given back for some items of an order. */
export type Refund = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Where it stands. */
  status: RefundStatus;
  /** Sum that goes back. */
  amount: Money;
  /** Why, as staff wrote it. */
  reason: Scalars['String']['output'];
  /** What it is for. */
  items: Array<OrderItem>;
  /** What the payment provider said when it refused for good; null otherwise. Staff may ask again: retryRefund. */
  failure?: Maybe<Scalars['String']['output']>;
};

/** An order for everything in a hold. Items that prices does not name pay the standard price of their tier. */
export type PlaceOrderInput = {
  /** One's own hold. */
  holdId: Scalars['ID']['input'];
  /** Where the confirmation goes. */
  email: Scalars['EmailAddress']['input'];
  /** Who buys, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** For calls about it, at most 40 characters. */
  phone?: InputMaybe<Scalars['String']['input']>;
  /** Language of mails and tickets, as in BCP 47. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** Other prices of the tier for some items: a child, a concession. */
  prices?: InputMaybe<Array<ItemPriceInput>>;
  /** Chosen by the caller, 1 to 200 characters. The same key and input give the same order. */
  idempotencyKey: Scalars['String']['input'];
};

/** Another price for one seat, or for some places of a tier. */
export type ItemPriceInput = {
  /** Index of a numbered seat in the hold. Either this or tierId. */
  seat?: InputMaybe<Scalars['Int']['input']>;
  /** General admission tier in the hold. Either this or seat. */
  tierId?: InputMaybe<Scalars['ID']['input']>;
  /** Places that pay it, at least 1; for a seat it is 1. */
  quantity?: InputMaybe<Scalars['Int']['input']>;
  /** A price of the same tier, valid now. */
  priceId: Scalars['ID']['input'];
};

/** The order, or why there is none. One order a hold: the same order again for the same input. */
export type PlaceOrderResult = Order | HoldGone | PriceNotAvailable;

/** A price is not of the item's tier, or not valid now. */
export type PriceNotAvailable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** The price that was asked for. */
  priceId: Scalars['ID']['output'];
};

/** The order, now cancelled, or why it is not. */
export type CancelOrderResult = Order | OrderNotCancellable;

/** Only an order that waits for payment can be cancelled. */
export type OrderNotCancellable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Where it stands. */
  status: OrderStatus;
};

/** Where a payment stands. */
export type PaymentStatus =
  /** Begun; nothing is known yet. */
  | 'PENDING'
  /** The provider has set the money aside. */
  | 'AUTHORIZED'
  /** The provider has taken the money. */
  | 'CAPTURED'
  /** The buyer or the bank said no; another try is possible until payBy. */
  | 'DECLINED'
  /** It broke; another try is possible until payBy. */
  | 'FAILED'
  /** Set aside and let go again, for instance because it came too late. */
  | 'VOIDED';

/** One try to pay an order. */
export type Payment = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Name of the payment provider. */
  provider: Scalars['String']['output'];
  /** Where it stands. */
  status: PaymentStatus;
  /** Sum asked for. */
  amount: Money;
  /** Given back so far. */
  refunded: Money;
};

/** What a client needs to let its buyer pay. */
export type PaymentSession = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Name of the payment provider. */
  provider: Scalars['String']['output'];
  /** The provider's own page to send the buyer to; null when it has none. */
  redirectUrl?: Maybe<Scalars['String']['output']>;
  /** For the provider's own script in the page; null when it has none. */
  clientSecret?: Maybe<Scalars['String']['output']>;
  /** When it stops to work. */
  expiresAt: Scalars['DateTime']['output'];
};

/** A payment to begin. */
export type StartPaymentInput = {
  /** One's own order. */
  orderNo: Scalars['ID']['input'];
  /** Name of a payment provider that is set up, such as sandbox. Staff may take cash with box-office, for any order: it is paid at once. */
  provider: Scalars['String']['input'];
  /** Where the provider's page sends the buyer back to; on an origin that this server allows. */
  returnUrl?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the caller, 1 to 200 characters. */
  idempotencyKey: Scalars['String']['input'];
};

/** The session, or why there is none. At most one is open for an order: a second call returns or replaces it. */
export type StartPaymentResult = PaymentSession | OrderNotPayable;

/** The order does not wait for payment. */
export type OrderNotPayable = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Where it stands. */
  status: OrderStatus;
};

/** Something that a payment provider told, kept for ever as it came. */
export type PaymentEvent = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Name of the payment provider. */
  provider: Scalars['String']['output'];
  /** The provider's own id of it. */
  eventId: Scalars['String']['output'];
  /** What it tells, such as authorized, captured, declined, voided, refunded, refund_failed. */
  type: Scalars['String']['output'];
  /** Order of the payment that it is about; null when it names no payment of ours. */
  orderNo?: Maybe<Scalars['ID']['output']>;
  /** Why it was not acted on: unknown payment, wrong amount and the like; null when it was. */
  parkedWhy?: Maybe<Scalars['String']['output']>;
  /** As it came. */
  payload: Scalars['JSON']['output'];
  /** When it came. */
  receivedAt: Scalars['DateTime']['output'];
};

/** A page of what payment providers told. */
export type PaymentEventConnection = {
  /** The entries of this page. */
  edges: Array<PaymentEventEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Entries in the whole list; null when not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An event in its list. */
export type PaymentEventEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: PaymentEvent;
};

/** What a person may do here. Each role may do what the ones before it may. */
export type Role =
  /** Holds and orders without an account. */
  | 'GUEST'
  /** Has an account. */
  | 'CUSTOMER'
  /** Runs venues, shows and sales. */
  | 'STAFF'
  /** Also gives roles. */
  | 'ADMIN';

/** Someone with a session: a guest, a customer, or staff. */
export type User = {
  /** Opaque and unguessable. */
  id: Scalars['ID']['output'];
  /** Null for a guest. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Null for a guest. */
  name?: Maybe<Scalars['String']['output']>;
  /** What this person may do. */
  role: Role;
  /** Their orders, newest first. */
  orders: OrderConnection;
  /** What they hold right now, in every event. */
  holds: Array<Hold>;
};


/** Someone with a session: a guest, a customer, or staff. */
export type UserOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Leave to act as a person until a deadline. */
export type Session = {
  /** Sent as Authorization: Bearer TOKEN. Shown here once and never again. Empty when it was put into the cookie of our own pages. */
  token: Scalars['String']['output'];
  /** When it stops to count. */
  expiresAt: Scalars['DateTime']['output'];
  /** Whose session it is. */
  user: User;
};

/** A session of the new account, or why there is none. */
export type RegisterResult = Session | EmailTaken | WeakPassword;

/** A session of the account, or a refusal. */
export type LoginResult = Session | InvalidCredentials;

/** An account with this address exists. Log in, or take another address. */
export type EmailTaken = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
};

/** The password is too short, too long, or among the ones everybody tries. The message says which. */
export type WeakPassword = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
};

/** Address and password do not belong together. It is not told whether the address is known. */
export type InvalidCredentials = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
};

/** Redis against the ledger, one row a disagreement; no row is healthy. */
export type ReconcileReport = {
  /** Event that was looked at. */
  eventId: Scalars['ID']['output'];
  /** When. */
  checkedAt: Scalars['DateTime']['output'];
  /** Seats and places that Redis says are free. */
  free: Scalars['Int']['output'];
  /** Held, by Redis. */
  held: Scalars['Int']['output'];
  /** Sold, by Redis. */
  sold: Scalars['Int']['output'];
  /** Blocked, by Redis. */
  blocked: Scalars['Int']['output'];
  /** What was seen twice, with the seat unchanged in between. At most 1,000. */
  mismatches: Array<Mismatch>;
};

/** One disagreement between Redis and the ledger. */
export type Mismatch = {
  /** SEAT, TIER, or INVENTORY when Redis does not know the event at all. New words may come. */
  kind: Scalars['String']['output'];
  /** Seat by index; null for a tier. */
  seat?: Maybe<Scalars['Int']['output']>;
  /** Tier; null for a seat. */
  tierId?: Maybe<Scalars['ID']['output']>;
  /** What Redis says. */
  redis: Scalars['String']['output'];
  /** What the ledger says. */
  ledger: Scalars['String']['output'];
};

/** What becomes of seats and places that are given back. */
export type ReturnTo =
  /** They can be bought again. */
  | 'ON_SALE'
  /** Staff keep them from sale. */
  | 'BLOCKED';

/** What to give back of a paid order. */
export type RefundOrderInput = {
  /** Number of the order. */
  orderNo: Scalars['ID']['input'];
  /** Items of the order; none: all that still count. */
  items?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Why, 1 to 500 characters; the buyer sees it. */
  reason: Scalars['String']['input'];
  /** What becomes of the seats and places. */
  returnTo?: InputMaybe<ReturnTo>;
  /** Chosen by the caller, 1 to 200 characters. The same key and input give the same refund. */
  idempotencyKey: Scalars['String']['input'];
};

/** The refund, or why there is none. */
export type RefundResult = Refund | NothingToRefund;

/** Nothing of what was asked for can be given back: it is given back already, or the order was never paid. */
export type NothingToRefund = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Where the order stands. */
  orderStatus: OrderStatus;
};

/** A price of a new tier. */
export type PriceInput = {
  /** For whom, such as Standard or Child; unique in its tier. */
  name: Scalars['String']['input'];
  /** For one seat or place, in the smallest unit of the event's currency; 0 or more. */
  amountMinor: Scalars['SafeInt']['input'];
  /** Valid from then on; none: from the start. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Valid until just before; none: to the end. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A price class of a new event. */
export type TierInput = {
  /** As shown to buyers; unique in its event. */
  name: Scalars['String']['input'];
  /** Numbered seats or places. */
  kind: TierKind;
  /** Chart category whose seats it prices. Needed for SEATED, refused for GENERAL_ADMISSION. */
  category?: InputMaybe<Scalars['String']['input']>;
  /** Number of places, 1 to 1,000,000. Needed for GENERAL_ADMISSION; the chart says it for SEATED. */
  capacity?: InputMaybe<Scalars['Int']['input']>;
  /** Colour to draw its seats in, #rrggbb. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** At least one; the first is the standard price. */
  prices: Array<PriceInput>;
};

/** A new event, as a draft. */
export type CreateEventInput = {
  /** What is performed. */
  showId: Scalars['ID']['input'];
  /** Where. */
  venueId: Scalars['ID']['input'];
  /** Chart of that house; none: places only. */
  chartId?: InputMaybe<Scalars['ID']['input']>;
  /** When it begins. */
  startsAt: Scalars['DateTime']['input'];
  /** When the sale opens by itself. */
  saleOpensAt: Scalars['DateTime']['input'];
  /** When the sale closes by itself; after saleOpensAt. */
  saleClosesAt: Scalars['DateTime']['input'];
  /** Three letters of ISO 4217, for all its prices. */
  currency: Scalars['String']['input'];
  /** Every chart category needs exactly one. */
  tiers: Array<TierInput>;
  /** Seats and places that one buyer may own and hold together, 1 to 100. */
  maxPerBuyer?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse picks that leave a single seat alone although another pick of that size would not. */
  orphanRule?: InputMaybe<Scalars['Boolean']['input']>;
  /** Put a line in front of the sale. */
  waitingRoom?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Changes to an event. What is left out stays. */
export type UpdateEventInput = {
  /** Id of the event. */
  id: Scalars['ID']['input'];
  /** When it begins. */
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the sale opens by itself. */
  saleOpensAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the sale closes by itself. */
  saleClosesAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** All its tiers anew. Only before the sale is prepared. */
  tiers?: InputMaybe<Array<TierInput>>;
  /** Seats and places that one buyer may own and hold together, 1 to 100. */
  maxPerBuyer?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse picks that leave a single seat alone although another pick of that size would not. */
  orphanRule?: InputMaybe<Scalars['Boolean']['input']>;
  /** Put a line in front of the sale. */
  waitingRoom?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The event as it is now, or why it stayed as it was. */
export type EventResult = Event | InvalidEvent | WrongEventStatus | SeatsUnavailable | PlacesUnavailable;

/** The event cannot be like this. Nothing was changed. */
export type InvalidEvent = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Each fault with its path in the input. */
  problems: Array<Problem>;
};

/** The sale does not stand where this step starts from. Nothing was changed. */
export type WrongEventStatus = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Where the sale stands. */
  status: EventStatus;
  /** Where it would have to stand. */
  allowedFrom: Array<EventStatus>;
};

/** An amount of money in one currency. */
export type Money = {
  /** In the smallest unit of the currency: cents for EUR, yen for JPY. */
  amountMinor: Scalars['SafeInt']['output'];
  /** Three letters of ISO 4217. */
  currency: Scalars['String']['output'];
};

/** A refusal that a client can act on. The name of the type says which one; its other fields carry what is needed to go on. */
export type Failure = {
  /** One English sentence for a person. It may be reworded at any time: programs read the type name. */
  message: Scalars['String']['output'];
};

/** One thing that is wrong with an input. */
export type Problem = {
  /** Where it is, from the root of the input or document: tiers[0].prices, categories[2].name. */
  path: Scalars['String']['output'];
  /** What is wrong there. */
  message: Scalars['String']['output'];
};

/** Where a page lies in its list. */
export type PageInfo = {
  /** More follows: ask again with after = endCursor. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True when the page was asked for with a cursor and something lies before it. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the last entry; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** What a seat is right now. The number is its two bits in a packed map. */
export type SeatState =
  /** 0: can be held. */
  | 'FREE'
  /** 1: someone has it until a deadline. */
  | 'HELD'
  /** 2: bought. */
  | 'SOLD'
  /** 3: kept off the sale by staff. */
  | 'BLOCKED';

/** A seat together with what it is right now. */
export type SeatWithState = {
  /** The seat. */
  seat: Seat;
  /** What it is right now. FREE for an event whose sale is not prepared. */
  state: SeatState;
};

/** A point on the one version line of an event's map. */
export type SeatMapCursor = {
  /** Life of the inventory. A new one means: forget everything and take the snapshot. */
  epoch: Scalars['Int']['output'];
  /** Step inside the epoch; grows with every change. */
  version: Scalars['Int']['output'];
};

/** A point that a reader has reached. */
export type SeatMapCursorInput = {
  /** As in SeatMapCursor. */
  epoch: Scalars['Int']['input'];
  /** As in SeatMapCursor. */
  version: Scalars['Int']['input'];
};

/** How many places of one general admission tier are free. */
export type PlacesAvailability = {
  /** Id of the tier. */
  tierId: Scalars['ID']['output'];
  /** Free places. */
  available: Scalars['Int']['output'];
};

/** The whole map at one moment. */
export type SeatMapSnapshot = {
  /** The point on the version line that it shows. */
  cursor: SeatMapCursor;
  /** When it was read. */
  at: Scalars['DateTime']['output'];
  /** Number of seats; 0 for an event without numbered seats. */
  seatCount: Scalars['Int']['output'];
  /**
   * Two bits a seat, numbered as in SeatState. Seat i lies in byte i>>2, most significant pair first:
   * state = (byte >> (6 - 2 * (i & 3))) & 3.
   */
  states: Scalars['Base64']['output'];
  /** Every general admission tier. */
  places: Array<PlacesAvailability>;
};

/** Everything that changed between two points. Applies to any map of its epoch whose version lies in [from, to]; with another map, subscribe again with since. */
export type SeatMapDelta = {
  /** The older point, itself not included. */
  from: SeatMapCursor;
  /** The newer point. */
  to: SeatMapCursor;
  /** When the newer point was reached. */
  at: Scalars['DateTime']['output'];
  /** Every seat touched, once, with its state at the newer point, also where it came back to what it was. */
  changes: Array<SeatChange>;
  /** The same changes as unsigned 32-bit little-endian words: index << 2 | state. */
  packed: Scalars['Base64']['output'];
  /** The general admission tiers touched, with their numbers at the newer point. */
  places: Array<PlacesAvailability>;
};

/** One seat's new state. */
export type SeatChange = {
  /** Index of the seat. */
  seat: Scalars['Int']['output'];
  /** What it is now. */
  state: SeatState;
};

/** What a watcher of the map receives. */
export type SeatMapFrame = SeatMapSnapshot | SeatMapDelta;

/** What is performed: a play, a concert, a match. Its events are the dates. */
export type Show = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Name of the show. */
  title: Scalars['String']['output'];
  /** What it is about, plain text. */
  description: Scalars['String']['output'];
  /** Its dates, earliest first. Drafts are seen by staff only. */
  events: EventConnection;
};


/** What is performed: a play, a concert, a match. Its events are the dates. */
export type ShowEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A page of shows. */
export type ShowConnection = {
  /** The entries of this page. */
  edges: Array<ShowEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Shows in the whole list; null when it was not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A show in its list. */
export type ShowEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The show. */
  node: Show;
};

/** What became of a dead letter. */
export type DeadLetterState =
  /** Waits for someone to decide. */
  | 'OPEN'
  /** Was sent again. */
  | 'REPLAYED'
  /** Was given up, with a reason. */
  | 'DISCARDED';

/** Work that failed for good. It is kept until staff decide. */
export type DeadLetter = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** Queue that it was in. */
  queue: Scalars['String']['output'];
  /** Kind of work. */
  jobName: Scalars['String']['output'];
  /** Key of the message; the same work keeps the same key. */
  key: Scalars['String']['output'];
  /** Order that it is about; null when about none. */
  orderNo?: Maybe<Scalars['ID']['output']>;
  /** What it was to work on. */
  payload: Scalars['JSON']['output'];
  /** The last error. */
  error: Scalars['String']['output'];
  /** Tries made. */
  attempts: Scalars['Int']['output'];
  /** When it first failed. */
  firstFailedAt: Scalars['DateTime']['output'];
  /** When it last failed. */
  lastFailedAt: Scalars['DateTime']['output'];
  /** What became of it. */
  state: DeadLetterState;
  /** When staff decided; null while it is open. */
  decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it was given up; null otherwise. */
  decision?: Maybe<Scalars['String']['output']>;
};

/** A page of dead letters. */
export type DeadLetterConnection = {
  /** The entries of this page. */
  edges: Array<DeadLetterEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Dead letters that the filter lets through; null when not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A dead letter in its list. */
export type DeadLetterEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The dead letter. */
  node: DeadLetter;
};

/** Which dead letters. Conditions are joined by and. */
export type DeadLetterFilter = {
  /** Only these, at most 1,000. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only of this queue. */
  queue?: InputMaybe<Scalars['String']['input']>;
  /** Only about this order. */
  orderNo?: InputMaybe<Scalars['ID']['input']>;
  /** Only with this text in the error. */
  errorContains?: InputMaybe<Scalars['String']['input']>;
  /** Only what last failed then or later. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only in this state. */
  state?: InputMaybe<DeadLetterState>;
};

/** What became of many that one call was about. */
export type BulkResult = {
  /** Those that the filter let through, up to the limit. */
  matched: Scalars['Int']['output'];
  /** Those that were done by this call. */
  done: Scalars['Int']['output'];
  /** The others: somebody else decided, or the work was done meanwhile. */
  skipped: Scalars['Int']['output'];
};

/** How one queue is doing. */
export type QueueStats = {
  /** Name of the queue. */
  queue: Scalars['String']['output'];
  /** Jobs that could start now. */
  waiting: Scalars['Int']['output'];
  /** Jobs being worked on. */
  active: Scalars['Int']['output'];
  /** Jobs that wait for their next try. */
  delayed: Scalars['Int']['output'];
  /** Jobs that failed for good and are still in the queue. */
  failed: Scalars['Int']['output'];
  /** How long the oldest waiting job has waited, in milliseconds; 0 when none waits. */
  oldestWaitingMs: Scalars['SafeInt']['output'];
};

/** Something that staff did. */
export type AuditEntry = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who: the id of a person, or system. */
  actor: Scalars['String']['output'];
  /** What, such as event.prepareSale. */
  action: Scalars['String']['output'];
  /** To what, such as event:ID. */
  subject: Scalars['String']['output'];
  /** Its input, without secrets. */
  detail: Scalars['JSON']['output'];
};

/** A page of the audit trail. */
export type AuditConnection = {
  /** The entries of this page. */
  edges: Array<AuditEdge>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** Entries in the whole list; null when not counted. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An entry of the audit trail in its list. */
export type AuditEdge = {
  /** Place in the list, to go on behind. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: AuditEntry;
};

/** Whether a ticket lets someone in. */
export type TicketStatus =
  /** It does. */
  | 'VALID'
  /** It no longer does: refunded or cancelled. */
  | 'VOID'
  /** It did, once. */
  | 'USED';

/** Leave for one person to attend. */
export type Ticket = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** What the QR code says; the door reads it. */
  code: Scalars['String']['output'];
  /** The numbered seat; null for a place. */
  seat?: Maybe<Seat>;
  /** Its price class. */
  tier: Tier;
  /** Whether it lets someone in. */
  status: TicketStatus;
  /** Where to fetch it as PDF, for printing. Signed, and valid for a day. */
  pdfUrl: Scalars['String']['output'];
};

/** A house where events take place. */
export type Venue = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** What people call it. */
  name: Scalars['String']['output'];
  /** Zone of the tz database that its local times are shown in, such as Europe/Berlin. */
  timezone: Scalars['String']['output'];
  /** Its seating charts, by name. */
  charts: Array<Chart>;
};

/** The geometry of numbered seats. It never changes: a new import makes a new chart. */
export type Chart = {
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** What the house calls it. */
  name: Scalars['String']['output'];
  /** Hash of the content: equal hashes, equal geometry. */
  hash: Scalars['String']['output'];
  /** Address of the whole geometry as JSON, for drawing. May be cached for ever and read from any origin. */
  layoutUrl: Scalars['String']['output'];
  /** Number of numbered seats. */
  seatCount: Scalars['Int']['output'];
  /** Names of the categories that its seats fall into. An event prices each by a tier. */
  categories: Array<Scalars['String']['output']>;
  /** The seats in walking order. For thousands of seats read layoutUrl instead. */
  sections: Array<Section>;
};

/** A part of the house, such as a block or a balcony. */
export type Section = {
  /** Unique in its chart. */
  name: Scalars['String']['output'];
  /** Its rows, front to back. */
  rows: Array<Row>;
};

/** A row of seats. */
export type Row = {
  /** As written on the row. */
  label: Scalars['String']['output'];
  /** Its seats, in the order one walks past them. */
  seats: Array<Seat>;
};

/** A numbered seat of a chart. */
export type Seat = {
  /** 0-based and fixed for the life of the chart: its address in maps, deltas and holds. */
  index: Scalars['Int']['output'];
  /** Section, row and number, to be read aloud; unique in the chart. */
  label: Scalars['String']['output'];
  /** Centre, in the chart's own units, growing to the right. */
  x: Scalars['Float']['output'];
  /** Centre, in the chart's own units, growing downwards. */
  y: Scalars['Float']['output'];
  /** Name of the category that a tier prices. */
  category: Scalars['String']['output'];
  /** Reachable and usable with a wheelchair. */
  accessible: Scalars['Boolean']['output'];
};

/** Document formats of seating charts. */
export type ChartFormat =
  /** JSON with zones, rows and seats, categories by name, and a guid for each seat, as seating plan editors export it. */
  | 'SEATING_PLAN';

/** A chart to be read in. */
export type ImportChartInput = {
  /** House that it belongs to. */
  venueId: Scalars['ID']['input'];
  /** What to call it, 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** How the document is written. */
  format?: InputMaybe<ChartFormat>;
  /** The document itself. */
  document: Scalars['JSON']['input'];
};

/** The chart, or everything that is wrong with the document. The same document again gives the chart that is there. */
export type ImportChartResult = Chart | InvalidChart;

/** The document cannot become a chart. Nothing was stored. */
export type InvalidChart = Failure & {
  /** For a person to read. */
  message: Scalars['String']['output'];
  /** Each fault with its path in the document; at most 100 are listed. */
  problems: Array<Problem>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CheckInResult:
    | ( Omit<CheckedIn, 'ticket'> & { ticket: _RefType['Ticket'] } & { __typename: 'CheckedIn' } )
    | ( TicketNotValidModel & { __typename: 'TicketNotValid' } )
  ;
  HoldResult:
    | ( HoldModel & { __typename: 'Hold' } )
    | ( SeatsUnavailableModel & { __typename: 'SeatsUnavailable' } )
    | ( PlacesUnavailableModel & { __typename: 'PlacesUnavailable' } )
    | ( NoBlockAvailableModel & { __typename: 'NoBlockAvailable' } )
    | ( LeavesSingleSeatModel & { __typename: 'LeavesSingleSeat' } )
    | ( HoldLimitReachedModel & { __typename: 'HoldLimitReached' } )
    | ( SaleNotOpenModel & { __typename: 'SaleNotOpen' } )
    | ( AdmissionRequiredModel & { __typename: 'AdmissionRequired' } )
    | ( HoldGoneModel & { __typename: 'HoldGone' } )
    | ( HoldInPaymentModel & { __typename: 'HoldInPayment' } )
  ;
  ExtendHoldResult:
    | ( HoldModel & { __typename: 'Hold' } )
    | ( HoldGoneModel & { __typename: 'HoldGone' } )
    | ( HoldInPaymentModel & { __typename: 'HoldInPayment' } )
    | ( NoExtensionsLeftModel & { __typename: 'NoExtensionsLeft' } )
  ;
  ReleaseHoldResult:
    | ( HoldReleased & { __typename: 'HoldReleased' } )
    | ( HoldGoneModel & { __typename: 'HoldGone' } )
    | ( HoldInPaymentModel & { __typename: 'HoldInPayment' } )
  ;
  PlaceOrderResult:
    | ( OrderModel & { __typename: 'Order' } )
    | ( HoldGoneModel & { __typename: 'HoldGone' } )
    | ( PriceNotAvailableModel & { __typename: 'PriceNotAvailable' } )
  ;
  CancelOrderResult:
    | ( OrderModel & { __typename: 'Order' } )
    | ( OrderNotCancellableModel & { __typename: 'OrderNotCancellable' } )
  ;
  StartPaymentResult:
    | ( PaymentSession & { __typename: 'PaymentSession' } )
    | ( OrderNotPayableModel & { __typename: 'OrderNotPayable' } )
  ;
  RegisterResult:
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } & { __typename: 'Session' } )
    | ( EmailTakenModel & { __typename: 'EmailTaken' } )
    | ( WeakPasswordModel & { __typename: 'WeakPassword' } )
  ;
  LoginResult:
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } & { __typename: 'Session' } )
    | ( InvalidCredentialsModel & { __typename: 'InvalidCredentials' } )
  ;
  RefundResult:
    | ( RefundModel & { __typename: 'Refund' } )
    | ( NothingToRefundModel & { __typename: 'NothingToRefund' } )
  ;
  EventResult:
    | ( EventModel & { __typename: 'Event' } )
    | ( InvalidEventModel & { __typename: 'InvalidEvent' } )
    | ( WrongEventStatusModel & { __typename: 'WrongEventStatus' } )
    | ( SeatsUnavailableModel & { __typename: 'SeatsUnavailable' } )
    | ( PlacesUnavailableModel & { __typename: 'PlacesUnavailable' } )
  ;
  SeatMapFrame:
    | ( SeatMapSnapshot & { __typename: 'SeatMapSnapshot' } )
    | ( SeatMapDeltaModel & { __typename: 'SeatMapDelta' } )
  ;
  ImportChartResult:
    | ( ChartModel & { __typename: 'Chart' } )
    | ( InvalidChartModel & { __typename: 'InvalidChart' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Failure:
    | ( TicketNotValidModel )
    | ( SeatsUnavailableModel )
    | ( PlacesUnavailableModel )
    | ( NoBlockAvailableModel )
    | ( LeavesSingleSeatModel )
    | ( HoldLimitReachedModel )
    | ( SaleNotOpenModel )
    | ( AdmissionRequiredModel )
    | ( HoldGoneModel )
    | ( HoldInPaymentModel )
    | ( NoExtensionsLeftModel )
    | ( PriceNotAvailableModel )
    | ( OrderNotCancellableModel )
    | ( OrderNotPayableModel )
    | ( EmailTakenModel )
    | ( WeakPasswordModel )
    | ( InvalidCredentialsModel )
    | ( NothingToRefundModel )
    | ( InvalidEventModel )
    | ( WrongEventStatusModel )
    | ( InvalidChartModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CheckInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckInResult']>;
  CheckedIn: ResolverTypeWrapper<Omit<CheckedIn, 'ticket'> & { ticket: ResolversTypes['Ticket'] }>;
  TicketNotValid: ResolverTypeWrapper<TicketNotValidModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Access: Access;
  EventStatus: EventStatus;
  TierKind: TierKind;
  Tier: ResolverTypeWrapper<TierModel>;
  Price: ResolverTypeWrapper<PriceModel>;
  Event: ResolverTypeWrapper<EventModel>;
  Cancellation: ResolverTypeWrapper<Cancellation>;
  EventConnection: ResolverTypeWrapper<Omit<EventConnection, 'edges'> & { edges: Array<ResolversTypes['EventEdge']> }>;
  EventEdge: ResolverTypeWrapper<Omit<EventEdge, 'node'> & { node: ResolversTypes['Event'] }>;
  SalesReport: ResolverTypeWrapper<Omit<SalesReport, 'tiers'> & { tiers: Array<ResolversTypes['TierSales']> }>;
  TierSales: ResolverTypeWrapper<Omit<TierSales, 'tier'> & { tier: ResolversTypes['Tier'] }>;
  WaitingRoom: ResolverTypeWrapper<WaitingRoom>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  HoldStage: HoldStage;
  Hold: ResolverTypeWrapper<HoldModel>;
  HeldPlaces: ResolverTypeWrapper<Omit<HeldPlaces, 'tier'> & { tier: ResolversTypes['Tier'] }>;
  PlacesInput: PlacesInput;
  HoldTicketsInput: HoldTicketsInput;
  HoldBestAvailableInput: HoldBestAvailableInput;
  ChangeHoldInput: ChangeHoldInput;
  HoldResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['HoldResult']>;
  SeatsUnavailable: ResolverTypeWrapper<SeatsUnavailableModel>;
  PlacesUnavailable: ResolverTypeWrapper<PlacesUnavailableModel>;
  NoBlockAvailable: ResolverTypeWrapper<NoBlockAvailableModel>;
  LeavesSingleSeat: ResolverTypeWrapper<LeavesSingleSeatModel>;
  HoldLimitReached: ResolverTypeWrapper<HoldLimitReachedModel>;
  SaleClosedReason: SaleClosedReason;
  SaleNotOpen: ResolverTypeWrapper<SaleNotOpenModel>;
  AdmissionRequired: ResolverTypeWrapper<AdmissionRequiredModel>;
  HoldGone: ResolverTypeWrapper<HoldGoneModel>;
  HoldInPayment: ResolverTypeWrapper<HoldInPaymentModel>;
  ExtendHoldResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ExtendHoldResult']>;
  ReleaseHoldResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReleaseHoldResult']>;
  NoExtensionsLeft: ResolverTypeWrapper<NoExtensionsLeftModel>;
  HoldReleased: ResolverTypeWrapper<HoldReleased>;
  PlaceInLineState: PlaceInLineState;
  PlaceInLine: ResolverTypeWrapper<PlaceInLine>;
  BrowserInput: BrowserInput;
  OrderStatus: OrderStatus;
  Order: ResolverTypeWrapper<OrderModel>;
  OrderStep: ResolverTypeWrapper<OrderStepModel>;
  OrderItem: ResolverTypeWrapper<OrderItemModel>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges'> & { edges: Array<ResolversTypes['OrderEdge']> }>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  RefundStatus: RefundStatus;
  Refund: ResolverTypeWrapper<RefundModel>;
  PlaceOrderInput: PlaceOrderInput;
  ItemPriceInput: ItemPriceInput;
  PlaceOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PlaceOrderResult']>;
  PriceNotAvailable: ResolverTypeWrapper<PriceNotAvailableModel>;
  CancelOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CancelOrderResult']>;
  OrderNotCancellable: ResolverTypeWrapper<OrderNotCancellableModel>;
  PaymentStatus: PaymentStatus;
  Payment: ResolverTypeWrapper<PaymentModel>;
  PaymentSession: ResolverTypeWrapper<PaymentSession>;
  StartPaymentInput: StartPaymentInput;
  StartPaymentResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['StartPaymentResult']>;
  OrderNotPayable: ResolverTypeWrapper<OrderNotPayableModel>;
  PaymentEvent: ResolverTypeWrapper<PaymentEvent>;
  PaymentEventConnection: ResolverTypeWrapper<PaymentEventConnection>;
  PaymentEventEdge: ResolverTypeWrapper<PaymentEventEdge>;
  Role: Role;
  User: ResolverTypeWrapper<PersonModel>;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user: ResolversTypes['User'] }>;
  RegisterResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RegisterResult']>;
  LoginResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LoginResult']>;
  EmailTaken: ResolverTypeWrapper<EmailTakenModel>;
  WeakPassword: ResolverTypeWrapper<WeakPasswordModel>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentialsModel>;
  ReconcileReport: ResolverTypeWrapper<ReconcileReport>;
  Mismatch: ResolverTypeWrapper<Mismatch>;
  ReturnTo: ReturnTo;
  RefundOrderInput: RefundOrderInput;
  RefundResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RefundResult']>;
  NothingToRefund: ResolverTypeWrapper<NothingToRefundModel>;
  PriceInput: PriceInput;
  TierInput: TierInput;
  CreateEventInput: CreateEventInput;
  UpdateEventInput: UpdateEventInput;
  EventResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EventResult']>;
  InvalidEvent: ResolverTypeWrapper<InvalidEventModel>;
  WrongEventStatus: ResolverTypeWrapper<WrongEventStatusModel>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Base64: ResolverTypeWrapper<Scalars['Base64']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Failure: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Failure']>;
  Problem: ResolverTypeWrapper<Problem>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  SeatState: SeatState;
  SeatWithState: ResolverTypeWrapper<Omit<SeatWithState, 'seat'> & { seat: ResolversTypes['Seat'] }>;
  SeatMapCursor: ResolverTypeWrapper<SeatMapCursor>;
  SeatMapCursorInput: SeatMapCursorInput;
  PlacesAvailability: ResolverTypeWrapper<PlacesAvailability>;
  SeatMapSnapshot: ResolverTypeWrapper<SeatMapSnapshot>;
  SeatMapDelta: ResolverTypeWrapper<SeatMapDeltaModel>;
  SeatChange: ResolverTypeWrapper<SeatChange>;
  SeatMapFrame: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SeatMapFrame']>;
  Show: ResolverTypeWrapper<ShowModel>;
  ShowConnection: ResolverTypeWrapper<Omit<ShowConnection, 'edges'> & { edges: Array<ResolversTypes['ShowEdge']> }>;
  ShowEdge: ResolverTypeWrapper<Omit<ShowEdge, 'node'> & { node: ResolversTypes['Show'] }>;
  DeadLetterState: DeadLetterState;
  DeadLetter: ResolverTypeWrapper<DeadLetter>;
  DeadLetterConnection: ResolverTypeWrapper<DeadLetterConnection>;
  DeadLetterEdge: ResolverTypeWrapper<DeadLetterEdge>;
  DeadLetterFilter: DeadLetterFilter;
  BulkResult: ResolverTypeWrapper<BulkResult>;
  QueueStats: ResolverTypeWrapper<QueueStats>;
  AuditEntry: ResolverTypeWrapper<AuditEntry>;
  AuditConnection: ResolverTypeWrapper<AuditConnection>;
  AuditEdge: ResolverTypeWrapper<AuditEdge>;
  TicketStatus: TicketStatus;
  Ticket: ResolverTypeWrapper<TicketModel>;
  Venue: ResolverTypeWrapper<VenueModel>;
  Chart: ResolverTypeWrapper<ChartModel>;
  Section: ResolverTypeWrapper<Omit<Section, 'rows'> & { rows: Array<ResolversTypes['Row']> }>;
  Row: ResolverTypeWrapper<Omit<Row, 'seats'> & { seats: Array<ResolversTypes['Seat']> }>;
  Seat: ResolverTypeWrapper<SeatModel>;
  ChartFormat: ChartFormat;
  ImportChartInput: ImportChartInput;
  ImportChartResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ImportChartResult']>;
  InvalidChart: ResolverTypeWrapper<InvalidChartModel>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  CheckInResult: ResolversUnionTypes<ResolversParentTypes>['CheckInResult'];
  CheckedIn: Omit<CheckedIn, 'ticket'> & { ticket: ResolversParentTypes['Ticket'] };
  TicketNotValid: TicketNotValidModel;
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  Tier: TierModel;
  Price: PriceModel;
  Event: EventModel;
  Cancellation: Cancellation;
  EventConnection: Omit<EventConnection, 'edges'> & { edges: Array<ResolversParentTypes['EventEdge']> };
  EventEdge: Omit<EventEdge, 'node'> & { node: ResolversParentTypes['Event'] };
  SalesReport: Omit<SalesReport, 'tiers'> & { tiers: Array<ResolversParentTypes['TierSales']> };
  TierSales: Omit<TierSales, 'tier'> & { tier: ResolversParentTypes['Tier'] };
  WaitingRoom: WaitingRoom;
  Float: Scalars['Float']['output'];
  Query: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Hold: HoldModel;
  HeldPlaces: Omit<HeldPlaces, 'tier'> & { tier: ResolversParentTypes['Tier'] };
  PlacesInput: PlacesInput;
  HoldTicketsInput: HoldTicketsInput;
  HoldBestAvailableInput: HoldBestAvailableInput;
  ChangeHoldInput: ChangeHoldInput;
  HoldResult: ResolversUnionTypes<ResolversParentTypes>['HoldResult'];
  SeatsUnavailable: SeatsUnavailableModel;
  PlacesUnavailable: PlacesUnavailableModel;
  NoBlockAvailable: NoBlockAvailableModel;
  LeavesSingleSeat: LeavesSingleSeatModel;
  HoldLimitReached: HoldLimitReachedModel;
  SaleNotOpen: SaleNotOpenModel;
  AdmissionRequired: AdmissionRequiredModel;
  HoldGone: HoldGoneModel;
  HoldInPayment: HoldInPaymentModel;
  ExtendHoldResult: ResolversUnionTypes<ResolversParentTypes>['ExtendHoldResult'];
  ReleaseHoldResult: ResolversUnionTypes<ResolversParentTypes>['ReleaseHoldResult'];
  NoExtensionsLeft: NoExtensionsLeftModel;
  HoldReleased: HoldReleased;
  PlaceInLine: PlaceInLine;
  BrowserInput: BrowserInput;
  Order: OrderModel;
  OrderStep: OrderStepModel;
  OrderItem: OrderItemModel;
  OrderConnection: Omit<OrderConnection, 'edges'> & { edges: Array<ResolversParentTypes['OrderEdge']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  Refund: RefundModel;
  PlaceOrderInput: PlaceOrderInput;
  ItemPriceInput: ItemPriceInput;
  PlaceOrderResult: ResolversUnionTypes<ResolversParentTypes>['PlaceOrderResult'];
  PriceNotAvailable: PriceNotAvailableModel;
  CancelOrderResult: ResolversUnionTypes<ResolversParentTypes>['CancelOrderResult'];
  OrderNotCancellable: OrderNotCancellableModel;
  Payment: PaymentModel;
  PaymentSession: PaymentSession;
  StartPaymentInput: StartPaymentInput;
  StartPaymentResult: ResolversUnionTypes<ResolversParentTypes>['StartPaymentResult'];
  OrderNotPayable: OrderNotPayableModel;
  PaymentEvent: PaymentEvent;
  PaymentEventConnection: PaymentEventConnection;
  PaymentEventEdge: PaymentEventEdge;
  User: PersonModel;
  Session: Omit<Session, 'user'> & { user: ResolversParentTypes['User'] };
  RegisterResult: ResolversUnionTypes<ResolversParentTypes>['RegisterResult'];
  LoginResult: ResolversUnionTypes<ResolversParentTypes>['LoginResult'];
  EmailTaken: EmailTakenModel;
  WeakPassword: WeakPasswordModel;
  InvalidCredentials: InvalidCredentialsModel;
  ReconcileReport: ReconcileReport;
  Mismatch: Mismatch;
  RefundOrderInput: RefundOrderInput;
  RefundResult: ResolversUnionTypes<ResolversParentTypes>['RefundResult'];
  NothingToRefund: NothingToRefundModel;
  PriceInput: PriceInput;
  TierInput: TierInput;
  CreateEventInput: CreateEventInput;
  UpdateEventInput: UpdateEventInput;
  EventResult: ResolversUnionTypes<ResolversParentTypes>['EventResult'];
  InvalidEvent: InvalidEventModel;
  WrongEventStatus: WrongEventStatusModel;
  DateTime: Scalars['DateTime']['output'];
  Base64: Scalars['Base64']['output'];
  JSON: Scalars['JSON']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  SafeInt: Scalars['SafeInt']['output'];
  Money: Money;
  Failure: ResolversInterfaceTypes<ResolversParentTypes>['Failure'];
  Problem: Problem;
  PageInfo: PageInfo;
  SeatWithState: Omit<SeatWithState, 'seat'> & { seat: ResolversParentTypes['Seat'] };
  SeatMapCursor: SeatMapCursor;
  SeatMapCursorInput: SeatMapCursorInput;
  PlacesAvailability: PlacesAvailability;
  SeatMapSnapshot: SeatMapSnapshot;
  SeatMapDelta: SeatMapDeltaModel;
  SeatChange: SeatChange;
  SeatMapFrame: ResolversUnionTypes<ResolversParentTypes>['SeatMapFrame'];
  Show: ShowModel;
  ShowConnection: Omit<ShowConnection, 'edges'> & { edges: Array<ResolversParentTypes['ShowEdge']> };
  ShowEdge: Omit<ShowEdge, 'node'> & { node: ResolversParentTypes['Show'] };
  DeadLetter: DeadLetter;
  DeadLetterConnection: DeadLetterConnection;
  DeadLetterEdge: DeadLetterEdge;
  DeadLetterFilter: DeadLetterFilter;
  BulkResult: BulkResult;
  QueueStats: QueueStats;
  AuditEntry: AuditEntry;
  AuditConnection: AuditConnection;
  AuditEdge: AuditEdge;
  Ticket: TicketModel;
  Venue: VenueModel;
  Chart: ChartModel;
  Section: Omit<Section, 'rows'> & { rows: Array<ResolversParentTypes['Row']> };
  Row: Omit<Row, 'seats'> & { seats: Array<ResolversParentTypes['Seat']> };
  Seat: SeatModel;
  ImportChartInput: ImportChartInput;
  ImportChartResult: ResolversUnionTypes<ResolversParentTypes>['ImportChartResult'];
  InvalidChart: InvalidChartModel;
};

export type AuthDirectiveArgs = {
  requires: Access;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = GraphQLContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CheckInResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CheckInResult'] = ResolversParentTypes['CheckInResult']> = {
  __resolveType: TypeResolveFn<'CheckedIn' | 'TicketNotValid', ParentType, ContextType>;
};

export type CheckedInResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CheckedIn'] = ResolversParentTypes['CheckedIn']> = {
  ticket?: Resolver<ResolversTypes['Ticket'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TicketNotValidResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TicketNotValid'] = ResolversParentTypes['TicketNotValid']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['TicketStatus']>, ParentType, ContextType>;
  usedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  checkIn?: Resolver<ResolversTypes['CheckInResult'], ParentType, ContextType, RequireFields<MutationCheckInArgs, 'eventId' | 'code'>>;
  holdTickets?: Resolver<ResolversTypes['HoldResult'], ParentType, ContextType, RequireFields<MutationHoldTicketsArgs, 'input'>>;
  holdBestAvailable?: Resolver<ResolversTypes['HoldResult'], ParentType, ContextType, RequireFields<MutationHoldBestAvailableArgs, 'input'>>;
  changeHold?: Resolver<ResolversTypes['HoldResult'], ParentType, ContextType, RequireFields<MutationChangeHoldArgs, 'input'>>;
  extendHold?: Resolver<ResolversTypes['ExtendHoldResult'], ParentType, ContextType, RequireFields<MutationExtendHoldArgs, 'holdId' | 'idempotencyKey'>>;
  releaseHold?: Resolver<ResolversTypes['ReleaseHoldResult'], ParentType, ContextType, RequireFields<MutationReleaseHoldArgs, 'holdId' | 'idempotencyKey'>>;
  joinLine?: Resolver<ResolversTypes['PlaceInLine'], ParentType, ContextType, RequireFields<MutationJoinLineArgs, 'eventId'>>;
  leaveLine?: Resolver<ResolversTypes['PlaceInLine'], ParentType, ContextType, RequireFields<MutationLeaveLineArgs, 'eventId'>>;
  saveBrowser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSaveBrowserArgs, 'input'>>;
  removeBrowser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRemoveBrowserArgs, 'endpoint'>>;
  resendTickets?: Resolver<ResolversTypes['Order'], ParentType, ContextType, RequireFields<MutationResendTicketsArgs, 'orderNo'>>;
  placeOrder?: Resolver<ResolversTypes['PlaceOrderResult'], ParentType, ContextType, RequireFields<MutationPlaceOrderArgs, 'input'>>;
  cancelOrder?: Resolver<ResolversTypes['CancelOrderResult'], ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'orderNo' | 'idempotencyKey'>>;
  startPayment?: Resolver<ResolversTypes['StartPaymentResult'], ParentType, ContextType, RequireFields<MutationStartPaymentArgs, 'input'>>;
  startGuestSession?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  register?: Resolver<ResolversTypes['RegisterResult'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'email' | 'password' | 'name'>>;
  login?: Resolver<ResolversTypes['LoginResult'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'email' | 'password'>>;
  logout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  setRole?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationSetRoleArgs, 'email' | 'role'>>;
  repairInventory?: Resolver<ResolversTypes['ReconcileReport'], ParentType, ContextType, RequireFields<MutationRepairInventoryArgs, 'eventId'>>;
  rebuildInventory?: Resolver<ResolversTypes['ReconcileReport'], ParentType, ContextType, RequireFields<MutationRebuildInventoryArgs, 'eventId'>>;
  refundOrder?: Resolver<ResolversTypes['RefundResult'], ParentType, ContextType, RequireFields<MutationRefundOrderArgs, 'input'>>;
  retryRefund?: Resolver<ResolversTypes['Refund'], ParentType, ContextType, RequireFields<MutationRetryRefundArgs, 'refundId'>>;
  createEvent?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationCreateEventArgs, 'input'>>;
  updateEvent?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationUpdateEventArgs, 'input'>>;
  prepareSale?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationPrepareSaleArgs, 'eventId'>>;
  openSale?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationOpenSaleArgs, 'eventId'>>;
  pauseSale?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationPauseSaleArgs, 'eventId'>>;
  closeSale?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationCloseSaleArgs, 'eventId'>>;
  cancelEvent?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationCancelEventArgs, 'eventId' | 'reason'>>;
  blockSeats?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationBlockSeatsArgs, 'eventId' | 'seats' | 'reason'>>;
  unblockSeats?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationUnblockSeatsArgs, 'eventId' | 'seats'>>;
  blockPlaces?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationBlockPlacesArgs, 'eventId' | 'tierId' | 'quantity' | 'reason'>>;
  unblockPlaces?: Resolver<ResolversTypes['EventResult'], ParentType, ContextType, RequireFields<MutationUnblockPlacesArgs, 'eventId' | 'tierId' | 'quantity'>>;
  createShow?: Resolver<ResolversTypes['Show'], ParentType, ContextType, RequireFields<MutationCreateShowArgs, 'title' | 'description'>>;
  updateShow?: Resolver<ResolversTypes['Show'], ParentType, ContextType, RequireFields<MutationUpdateShowArgs, 'id'>>;
  replayDeadLetters?: Resolver<ResolversTypes['BulkResult'], ParentType, ContextType, RequireFields<MutationReplayDeadLettersArgs, 'filter' | 'limit'>>;
  discardDeadLetters?: Resolver<ResolversTypes['BulkResult'], ParentType, ContextType, RequireFields<MutationDiscardDeadLettersArgs, 'filter' | 'reason' | 'limit'>>;
  createVenue?: Resolver<ResolversTypes['Venue'], ParentType, ContextType, RequireFields<MutationCreateVenueArgs, 'name' | 'timezone'>>;
  importChart?: Resolver<ResolversTypes['ImportChartResult'], ParentType, ContextType, RequireFields<MutationImportChartArgs, 'input'>>;
};

export type TierResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Tier'] = ResolversParentTypes['Tier']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TierKind'], ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  color?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  prices?: Resolver<Array<ResolversTypes['Price']>, ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PriceResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Price'] = ResolversParentTypes['Price']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type EventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
  venue?: Resolver<ResolversTypes['Venue'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EventStatus'], ParentType, ContextType>;
  soldOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  saleOpensAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  saleClosesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  maxPerBuyer?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  chart?: Resolver<Maybe<ResolversTypes['Chart']>, ParentType, ContextType>;
  tiers?: Resolver<Array<ResolversTypes['Tier']>, ParentType, ContextType>;
  seatMap?: Resolver<Maybe<ResolversTypes['SeatMapSnapshot']>, ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['SeatWithState']>, ParentType, ContextType, RequireFields<EventSeatsArgs, 'section'>>;
  seatsByLabel?: Resolver<Array<ResolversTypes['SeatWithState']>, ParentType, ContextType, RequireFields<EventSeatsByLabelArgs, 'labels'>>;
  waitingRoom?: Resolver<Maybe<ResolversTypes['WaitingRoom']>, ParentType, ContextType>;
  sales?: Resolver<Maybe<ResolversTypes['SalesReport']>, ParentType, ContextType>;
  cancellation?: Resolver<Maybe<ResolversTypes['Cancellation']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancellationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Cancellation'] = ResolversParentTypes['Cancellation']> = {
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  givenBack?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundsDone?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundsFailed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventConnection'] = ResolversParentTypes['EventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type EventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventEdge'] = ResolversParentTypes['EventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Event'], ParentType, ContextType>;
};

export type SalesReportResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SalesReport'] = ResolversParentTypes['SalesReport']> = {
  tiers?: Resolver<Array<ResolversTypes['TierSales']>, ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  captured?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  liveTicketValue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  promised?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  undecided?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  awaitingTickets?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundsUnderWay?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundsFailed?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balanced?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  unbalancedOrders?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type TierSalesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TierSales'] = ResolversParentTypes['TierSales']> = {
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
  sold?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blocked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  free?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type WaitingRoomResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WaitingRoom'] = ResolversParentTypes['WaitingRoom']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  admittedPerMinute?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  events?: Resolver<ResolversTypes['EventConnection'], ParentType, ContextType, RequireFields<QueryEventsArgs, 'first'>>;
  event?: Resolver<Maybe<ResolversTypes['Event']>, ParentType, ContextType, RequireFields<QueryEventArgs, 'id'>>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType, RequireFields<QueryHoldArgs, 'id'>>;
  placeInLine?: Resolver<Maybe<ResolversTypes['PlaceInLine']>, ParentType, ContextType, RequireFields<QueryPlaceInLineArgs, 'eventId'>>;
  pushKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'orderNo'>>;
  orders?: Resolver<ResolversTypes['OrderConnection'], ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  paymentEvents?: Resolver<ResolversTypes['PaymentEventConnection'], ParentType, ContextType, RequireFields<QueryPaymentEventsArgs, 'first'>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  reconcile?: Resolver<ResolversTypes['ReconcileReport'], ParentType, ContextType, RequireFields<QueryReconcileArgs, 'eventId'>>;
  serverTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  shows?: Resolver<ResolversTypes['ShowConnection'], ParentType, ContextType, RequireFields<QueryShowsArgs, 'first'>>;
  show?: Resolver<Maybe<ResolversTypes['Show']>, ParentType, ContextType, RequireFields<QueryShowArgs, 'id'>>;
  deadLetters?: Resolver<ResolversTypes['DeadLetterConnection'], ParentType, ContextType, RequireFields<QueryDeadLettersArgs, 'first'>>;
  queueStats?: Resolver<Array<ResolversTypes['QueueStats']>, ParentType, ContextType>;
  audit?: Resolver<ResolversTypes['AuditConnection'], ParentType, ContextType, RequireFields<QueryAuditArgs, 'first'>>;
  venues?: Resolver<Array<ResolversTypes['Venue']>, ParentType, ContextType>;
  venue?: Resolver<Maybe<ResolversTypes['Venue']>, ParentType, ContextType, RequireFields<QueryVenueArgs, 'id'>>;
  chart?: Resolver<Maybe<ResolversTypes['Chart']>, ParentType, ContextType, RequireFields<QueryChartArgs, 'id'>>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  eventUpdated?: SubscriptionResolver<ResolversTypes['Event'], "eventUpdated", ParentType, ContextType, RequireFields<SubscriptionEventUpdatedArgs, 'eventId'>>;
  placeInLine?: SubscriptionResolver<ResolversTypes['PlaceInLine'], "placeInLine", ParentType, ContextType, RequireFields<SubscriptionPlaceInLineArgs, 'eventId'>>;
  orderUpdated?: SubscriptionResolver<ResolversTypes['Order'], "orderUpdated", ParentType, ContextType, RequireFields<SubscriptionOrderUpdatedArgs, 'orderNo'>>;
  seatMap?: SubscriptionResolver<ResolversTypes['SeatMapFrame'], "seatMap", ParentType, ContextType, RequireFields<SubscriptionSeatMapArgs, 'eventId'>>;
  deadLetterAdded?: SubscriptionResolver<ResolversTypes['DeadLetter'], "deadLetterAdded", ParentType, ContextType, Partial<SubscriptionDeadLetterAddedArgs>>;
};

export type HoldResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['Event'], ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['Seat']>, ParentType, ContextType>;
  places?: Resolver<Array<ResolversTypes['HeldPlaces']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  stage?: Resolver<ResolversTypes['HoldStage'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresInMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  extensionsLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HeldPlacesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HeldPlaces'] = ResolversParentTypes['HeldPlaces']> = {
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HoldResult'] = ResolversParentTypes['HoldResult']> = {
  __resolveType: TypeResolveFn<'Hold' | 'SeatsUnavailable' | 'PlacesUnavailable' | 'NoBlockAvailable' | 'LeavesSingleSeat' | 'HoldLimitReached' | 'SaleNotOpen' | 'AdmissionRequired' | 'HoldGone' | 'HoldInPayment', ParentType, ContextType>;
};

export type SeatsUnavailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatsUnavailable'] = ResolversParentTypes['SeatsUnavailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  taken?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['SeatMapCursor'], ParentType, ContextType>;
  suggestion?: Resolver<Maybe<Array<ResolversTypes['Int']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlacesUnavailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlacesUnavailable'] = ResolversParentTypes['PlacesUnavailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tierId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NoBlockAvailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NoBlockAvailable'] = ResolversParentTypes['NoBlockAvailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  largestBlock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeavesSingleSeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LeavesSingleSeat'] = ResolversParentTypes['LeavesSingleSeat']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stranded?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldLimitReachedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HoldLimitReached'] = ResolversParentTypes['HoldLimitReached']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inUse?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SaleNotOpenResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SaleNotOpen'] = ResolversParentTypes['SaleNotOpen']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['SaleClosedReason'], ParentType, ContextType>;
  opensAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AdmissionRequiredResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AdmissionRequired'] = ResolversParentTypes['AdmissionRequired']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  waitingRoom?: Resolver<ResolversTypes['WaitingRoom'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldGoneResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HoldGone'] = ResolversParentTypes['HoldGone']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldInPaymentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HoldInPayment'] = ResolversParentTypes['HoldInPayment']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderNo?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExtendHoldResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ExtendHoldResult'] = ResolversParentTypes['ExtendHoldResult']> = {
  __resolveType: TypeResolveFn<'Hold' | 'HoldGone' | 'HoldInPayment' | 'NoExtensionsLeft', ParentType, ContextType>;
};

export type ReleaseHoldResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReleaseHoldResult'] = ResolversParentTypes['ReleaseHoldResult']> = {
  __resolveType: TypeResolveFn<'HoldReleased' | 'HoldGone' | 'HoldInPayment', ParentType, ContextType>;
};

export type NoExtensionsLeftResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NoExtensionsLeft'] = ResolversParentTypes['NoExtensionsLeft']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldReleasedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HoldReleased'] = ResolversParentTypes['HoldReleased']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlaceInLineResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlaceInLine'] = ResolversParentTypes['PlaceInLine']> = {
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PlaceInLineState'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  etaSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  admission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  admittedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type OrderResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  orderNo?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['Event'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['EmailAddress'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payBy?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payInMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  payments?: Resolver<Array<ResolversTypes['Payment']>, ParentType, ContextType>;
  refunds?: Resolver<Array<ResolversTypes['Refund']>, ParentType, ContextType>;
  tickets?: Resolver<Array<ResolversTypes['Ticket']>, ParentType, ContextType>;
  failureCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextStatuses?: Resolver<Array<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  timeline?: Resolver<Array<ResolversTypes['OrderStep']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderStep'] = ResolversParentTypes['OrderStep']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  what?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OrderItemResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderItem'] = ResolversParentTypes['OrderItem']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['Seat']>, ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Price'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  live?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type RefundResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Refund'] = ResolversParentTypes['Refund']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RefundStatus'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlaceOrderResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlaceOrderResult'] = ResolversParentTypes['PlaceOrderResult']> = {
  __resolveType: TypeResolveFn<'Order' | 'HoldGone' | 'PriceNotAvailable', ParentType, ContextType>;
};

export type PriceNotAvailableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PriceNotAvailable'] = ResolversParentTypes['PriceNotAvailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  priceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancelOrderResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CancelOrderResult'] = ResolversParentTypes['CancelOrderResult']> = {
  __resolveType: TypeResolveFn<'Order' | 'OrderNotCancellable', ParentType, ContextType>;
};

export type OrderNotCancellableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderNotCancellable'] = ResolversParentTypes['OrderNotCancellable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PaymentSessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PaymentSession'] = ResolversParentTypes['PaymentSession']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  redirectUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clientSecret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StartPaymentResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartPaymentResult'] = ResolversParentTypes['StartPaymentResult']> = {
  __resolveType: TypeResolveFn<'PaymentSession' | 'OrderNotPayable', ParentType, ContextType>;
};

export type OrderNotPayableResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OrderNotPayable'] = ResolversParentTypes['OrderNotPayable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PaymentEvent'] = ResolversParentTypes['PaymentEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderNo?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  parkedWhy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PaymentEventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PaymentEventConnection'] = ResolversParentTypes['PaymentEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PaymentEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PaymentEventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PaymentEventEdge'] = ResolversParentTypes['PaymentEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PaymentEvent'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['OrderConnection'], ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
  holds?: Resolver<Array<ResolversTypes['Hold']>, ParentType, ContextType>;
};

export type SessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RegisterResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RegisterResult'] = ResolversParentTypes['RegisterResult']> = {
  __resolveType: TypeResolveFn<'Session' | 'EmailTaken' | 'WeakPassword', ParentType, ContextType>;
};

export type LoginResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LoginResult'] = ResolversParentTypes['LoginResult']> = {
  __resolveType: TypeResolveFn<'Session' | 'InvalidCredentials', ParentType, ContextType>;
};

export type EmailTakenResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WeakPasswordResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WeakPassword'] = ResolversParentTypes['WeakPassword']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidCredentialsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReconcileReportResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReconcileReport'] = ResolversParentTypes['ReconcileReport']> = {
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  checkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  free?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sold?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blocked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mismatches?: Resolver<Array<ResolversTypes['Mismatch']>, ParentType, ContextType>;
};

export type MismatchResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mismatch'] = ResolversParentTypes['Mismatch']> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  tierId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  redis?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ledger?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RefundResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RefundResult'] = ResolversParentTypes['RefundResult']> = {
  __resolveType: TypeResolveFn<'Refund' | 'NothingToRefund', ParentType, ContextType>;
};

export type NothingToRefundResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['NothingToRefund'] = ResolversParentTypes['NothingToRefund']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderStatus?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventResult'] = ResolversParentTypes['EventResult']> = {
  __resolveType: TypeResolveFn<'Event' | 'InvalidEvent' | 'WrongEventStatus' | 'SeatsUnavailable' | 'PlacesUnavailable', ParentType, ContextType>;
};

export type InvalidEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidEvent'] = ResolversParentTypes['InvalidEvent']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongEventStatusResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['WrongEventStatus'] = ResolversParentTypes['WrongEventStatus']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EventStatus'], ParentType, ContextType>;
  allowedFrom?: Resolver<Array<ResolversTypes['EventStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface Base64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Base64'], any> {
  name: 'Base64';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type MoneyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMinor?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FailureResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Failure'] = ResolversParentTypes['Failure']> = {
  __resolveType: TypeResolveFn<'TicketNotValid' | 'SeatsUnavailable' | 'PlacesUnavailable' | 'NoBlockAvailable' | 'LeavesSingleSeat' | 'HoldLimitReached' | 'SaleNotOpen' | 'AdmissionRequired' | 'HoldGone' | 'HoldInPayment' | 'NoExtensionsLeft' | 'PriceNotAvailable' | 'OrderNotCancellable' | 'OrderNotPayable' | 'EmailTaken' | 'WeakPassword' | 'InvalidCredentials' | 'NothingToRefund' | 'InvalidEvent' | 'WrongEventStatus' | 'InvalidChart', ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SeatWithStateResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatWithState'] = ResolversParentTypes['SeatWithState']> = {
  seat?: Resolver<ResolversTypes['Seat'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SeatState'], ParentType, ContextType>;
};

export type SeatMapCursorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatMapCursor'] = ResolversParentTypes['SeatMapCursor']> = {
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlacesAvailabilityResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PlacesAvailability'] = ResolversParentTypes['PlacesAvailability']> = {
  tierId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SeatMapSnapshotResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatMapSnapshot'] = ResolversParentTypes['SeatMapSnapshot']> = {
  cursor?: Resolver<ResolversTypes['SeatMapCursor'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  seatCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  states?: Resolver<ResolversTypes['Base64'], ParentType, ContextType>;
  places?: Resolver<Array<ResolversTypes['PlacesAvailability']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeatMapDeltaResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatMapDelta'] = ResolversParentTypes['SeatMapDelta']> = {
  from?: Resolver<ResolversTypes['SeatMapCursor'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['SeatMapCursor'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['SeatChange']>, ParentType, ContextType>;
  packed?: Resolver<ResolversTypes['Base64'], ParentType, ContextType>;
  places?: Resolver<Array<ResolversTypes['PlacesAvailability']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeatChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatChange'] = ResolversParentTypes['SeatChange']> = {
  seat?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SeatState'], ParentType, ContextType>;
};

export type SeatMapFrameResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatMapFrame'] = ResolversParentTypes['SeatMapFrame']> = {
  __resolveType: TypeResolveFn<'SeatMapSnapshot' | 'SeatMapDelta', ParentType, ContextType>;
};

export type ShowResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Show'] = ResolversParentTypes['Show']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  events?: Resolver<ResolversTypes['EventConnection'], ParentType, ContextType, RequireFields<ShowEventsArgs, 'first'>>;
};

export type ShowConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShowConnection'] = ResolversParentTypes['ShowConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ShowEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ShowEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShowEdge'] = ResolversParentTypes['ShowEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
};

export type DeadLetterResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  queue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderNo?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  error?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  firstFailedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastFailedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeadLetterState'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeadLetterConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type BulkResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BulkResult'] = ResolversParentTypes['BulkResult']> = {
  matched?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueueStatsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QueueStats'] = ResolversParentTypes['QueueStats']> = {
  queue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  active?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  delayed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oldestWaitingMs?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type AuditConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditConnection'] = ResolversParentTypes['AuditConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AuditEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditEdge'] = ResolversParentTypes['AuditEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
};

export type TicketResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Ticket'] = ResolversParentTypes['Ticket']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['Seat']>, ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TicketStatus'], ParentType, ContextType>;
  pdfUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VenueResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Venue'] = ResolversParentTypes['Venue']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timezone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  charts?: Resolver<Array<ResolversTypes['Chart']>, ParentType, ContextType>;
};

export type ChartResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Chart'] = ResolversParentTypes['Chart']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  layoutUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seatCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  categories?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['Section']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Section'] = ResolversParentTypes['Section']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rows?: Resolver<Array<ResolversTypes['Row']>, ParentType, ContextType>;
};

export type RowResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Row'] = ResolversParentTypes['Row']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['Seat']>, ParentType, ContextType>;
};

export type SeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Seat'] = ResolversParentTypes['Seat']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  x?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  y?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessible?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ImportChartResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ImportChartResult'] = ResolversParentTypes['ImportChartResult']> = {
  __resolveType: TypeResolveFn<'Chart' | 'InvalidChart', ParentType, ContextType>;
};

export type InvalidChartResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidChart'] = ResolversParentTypes['InvalidChart']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  CheckInResult?: CheckInResultResolvers<ContextType>;
  CheckedIn?: CheckedInResolvers<ContextType>;
  TicketNotValid?: TicketNotValidResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Tier?: TierResolvers<ContextType>;
  Price?: PriceResolvers<ContextType>;
  Event?: EventResolvers<ContextType>;
  Cancellation?: CancellationResolvers<ContextType>;
  EventConnection?: EventConnectionResolvers<ContextType>;
  EventEdge?: EventEdgeResolvers<ContextType>;
  SalesReport?: SalesReportResolvers<ContextType>;
  TierSales?: TierSalesResolvers<ContextType>;
  WaitingRoom?: WaitingRoomResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HeldPlaces?: HeldPlacesResolvers<ContextType>;
  HoldResult?: HoldResultResolvers<ContextType>;
  SeatsUnavailable?: SeatsUnavailableResolvers<ContextType>;
  PlacesUnavailable?: PlacesUnavailableResolvers<ContextType>;
  NoBlockAvailable?: NoBlockAvailableResolvers<ContextType>;
  LeavesSingleSeat?: LeavesSingleSeatResolvers<ContextType>;
  HoldLimitReached?: HoldLimitReachedResolvers<ContextType>;
  SaleNotOpen?: SaleNotOpenResolvers<ContextType>;
  AdmissionRequired?: AdmissionRequiredResolvers<ContextType>;
  HoldGone?: HoldGoneResolvers<ContextType>;
  HoldInPayment?: HoldInPaymentResolvers<ContextType>;
  ExtendHoldResult?: ExtendHoldResultResolvers<ContextType>;
  ReleaseHoldResult?: ReleaseHoldResultResolvers<ContextType>;
  NoExtensionsLeft?: NoExtensionsLeftResolvers<ContextType>;
  HoldReleased?: HoldReleasedResolvers<ContextType>;
  PlaceInLine?: PlaceInLineResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderStep?: OrderStepResolvers<ContextType>;
  OrderItem?: OrderItemResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  Refund?: RefundResolvers<ContextType>;
  PlaceOrderResult?: PlaceOrderResultResolvers<ContextType>;
  PriceNotAvailable?: PriceNotAvailableResolvers<ContextType>;
  CancelOrderResult?: CancelOrderResultResolvers<ContextType>;
  OrderNotCancellable?: OrderNotCancellableResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  PaymentSession?: PaymentSessionResolvers<ContextType>;
  StartPaymentResult?: StartPaymentResultResolvers<ContextType>;
  OrderNotPayable?: OrderNotPayableResolvers<ContextType>;
  PaymentEvent?: PaymentEventResolvers<ContextType>;
  PaymentEventConnection?: PaymentEventConnectionResolvers<ContextType>;
  PaymentEventEdge?: PaymentEventEdgeResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  RegisterResult?: RegisterResultResolvers<ContextType>;
  LoginResult?: LoginResultResolvers<ContextType>;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  WeakPassword?: WeakPasswordResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  ReconcileReport?: ReconcileReportResolvers<ContextType>;
  Mismatch?: MismatchResolvers<ContextType>;
  RefundResult?: RefundResultResolvers<ContextType>;
  NothingToRefund?: NothingToRefundResolvers<ContextType>;
  EventResult?: EventResultResolvers<ContextType>;
  InvalidEvent?: InvalidEventResolvers<ContextType>;
  WrongEventStatus?: WrongEventStatusResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Base64?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  SafeInt?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Failure?: FailureResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  SeatWithState?: SeatWithStateResolvers<ContextType>;
  SeatMapCursor?: SeatMapCursorResolvers<ContextType>;
  PlacesAvailability?: PlacesAvailabilityResolvers<ContextType>;
  SeatMapSnapshot?: SeatMapSnapshotResolvers<ContextType>;
  SeatMapDelta?: SeatMapDeltaResolvers<ContextType>;
  SeatChange?: SeatChangeResolvers<ContextType>;
  SeatMapFrame?: SeatMapFrameResolvers<ContextType>;
  Show?: ShowResolvers<ContextType>;
  ShowConnection?: ShowConnectionResolvers<ContextType>;
  ShowEdge?: ShowEdgeResolvers<ContextType>;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  BulkResult?: BulkResultResolvers<ContextType>;
  QueueStats?: QueueStatsResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditConnection?: AuditConnectionResolvers<ContextType>;
  AuditEdge?: AuditEdgeResolvers<ContextType>;
  Ticket?: TicketResolvers<ContextType>;
  Venue?: VenueResolvers<ContextType>;
  Chart?: ChartResolvers<ContextType>;
  Section?: SectionResolvers<ContextType>;
  Row?: RowResolvers<ContextType>;
  Seat?: SeatResolvers<ContextType>;
  ImportChartResult?: ImportChartResultResolvers<ContextType>;
  InvalidChart?: InvalidChartResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphQLContext> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
