import { nameFault } from '../domain/event.draft.js';
import { priceIsValid, standardPrice, type EventModel, type PriceModel, type TierModel } from '../domain/event.js';
import type { HoldRecord } from '../domain/hold.js';
import { newId } from '../domain/id.js';
import type { Viewer } from '../domain/viewer.js';
import type { OrderDraft, OrderItemDraft } from '../stores/order.port.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';

export interface PlaceOrderInput {
  holdId: string;
  email: string;
  name: string;
  phone: string | null;
  locale: string;
  prices: ItemPrice[];
  idempotencyKey: string;
}

export interface ItemPrice {
  seat: number | null;
  tierId: string | null;
  quantity: number;
  priceId: string;
}

const MAX_NAME = 200;
const MAX_PHONE = 40;
const MAX_LOCALE = 35;

/** @throws BAD_USER_INPUT that names what is wrong with buyer and form, before the hold is looked at. */
export function checkOrderInput(input: PlaceOrderInput): void {
  const problems = new ProblemList();
  checkIdempotencyKey(problems, input.idempotencyKey);
  const nameProblem = nameFault(input.name, MAX_NAME);
  problems.check(nameProblem === null, 'name', nameProblem ?? '');
  const phoneProblem = input.phone === null || input.phone.trim() === '' ? null : nameFault(input.phone, MAX_PHONE);
  problems.check(phoneProblem === null, 'phone', phoneProblem ?? '');
  problems.check(isLanguageTag(input.locale), 'locale', 'must be a language tag such as en or zh-CN');
  for (const [i, wish] of input.prices.entries()) {
    const path = `prices[${i}]`;
    problems.check((wish.seat === null) !== (wish.tierId === null), path, 'name either a seat or a tier');
    problems.check(
      wish.quantity >= 1 && (wish.seat === null || wish.quantity === 1),
      `${path}.quantity`,
      'must be at least 1, and 1 for a seat',
    );
  }
  problems.throwIfAny();
}

/** The tags that nearly everybody has. */
const PLAIN_TAG = /^[a-z]{2}(-[A-Z]{2})?$/;

/** What an order is asked for: a repeat asks for the same. Its fields are in order, as the digest of an input wants them. */
export function wishOf({ email, holdId, locale, name, phone, prices }: PlaceOrderInput): Omit<PlaceOrderInput, 'idempotencyKey'> {
  return { email, holdId, locale, name, phone, prices };
}

/** Whether a text is a well-formed tag of BCP 47: what formats dates and money later throws for others. */
function isLanguageTag(text: string): boolean {
  if (PLAIN_TAG.test(text)) return true;
  if (text.length > MAX_LOCALE) return false;
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** What is sold: an event, and the position of the tier of each of its seats. */
export interface Sale {
  event: EventModel;
  tierBySeat: Uint8Array;
}

/** One seat or place of the hold, before it has a price. */
interface Unit {
  tier: TierModel;
  seatIndex: number | null;
  price: PriceModel | null;
}

/**
 * Prices every unit of a hold: the wished price where there is a wish, else the standard price of this moment.
 * @returns the items, or the id of a wished price that is not one of the tier or not valid now.
 * @throws BAD_USER_INPUT for a wish about something that the hold does not have.
 */
export function priceItems(
  hold: HoldRecord,
  sale: Sale,
  wishes: ItemPrice[],
  nowMs: number,
): { items: OrderItemDraft[] } | { unavailable: string } {
  const units = unitsOf(hold, sale);
  const problems = new ProblemList();
  for (const [i, wish] of wishes.entries()) {
    const matching = units.filter(
      (unit) =>
        unit.price === null &&
        (wish.seat === null ? unit.seatIndex === null && unit.tier.id === wish.tierId : unit.seatIndex === wish.seat),
    );
    const enough = problems.check(matching.length >= wish.quantity, `prices[${i}]`, 'the hold has no such seat or not so many places');
    if (!enough) continue;
    const price = matching[0]!.tier.prices.find((candidate) => candidate.id === wish.priceId);
    if (price === undefined || !priceIsValid(price, nowMs)) return { unavailable: wish.priceId };
    for (const unit of matching.slice(0, wish.quantity)) unit.price = price;
  }
  problems.throwIfAny();
  return { items: units.map((unit) => toItem(unit, nowMs)) };
}

function unitsOf(hold: HoldRecord, { event, tierBySeat }: Sale): Unit[] {
  const units: Unit[] = hold.seats.map((seatIndex) => ({ tier: event.tiers[tierBySeat[seatIndex]!]!, seatIndex, price: null }));
  for (const { tier: position, quantity } of hold.units) {
    const tier = event.tiers[position]!;
    const places = tier.kind === 'GENERAL_ADMISSION' ? quantity : 0;
    for (let place = 0; place < places; place += 1) units.push({ tier, seatIndex: null, price: null });
  }
  return units;
}

function toItem(unit: Unit, nowMs: number): OrderItemDraft {
  const price = unit.price ?? standardPrice(unit.tier, nowMs);
  return { id: newId(), tierId: unit.tier.id, priceId: price.id, seatIndex: unit.seatIndex, amountMinor: price.amountMinor };
}

/** What an order is made of. */
interface OrderParts {
  viewer: Viewer;
  input: PlaceOrderInput;
  inputHash: string;
  /** In payment: it has the order's number and payBy. */
  hold: HoldRecord;
  currency: string;
  items: OrderItemDraft[];
}

/** @returns the order as the ledger writes it */
export function draftOf({ viewer, input, inputHash, hold, currency, items }: OrderParts): OrderDraft {
  return {
    orderNo: hold.orderNo!,
    personId: viewer.personId,
    sessionId: viewer.sessionId,
    eventId: hold.eventId,
    holdEpoch: hold.epoch,
    holdSerial: hold.serial,
    email: input.email.trim(),
    name: input.name.trim(),
    phone: input.phone,
    locale: input.locale,
    currency,
    idempotencyKey: input.idempotencyKey,
    inputHash,
    payByMs: hold.deadlineMs,
    items,
  };
}
