import { expect } from 'vitest';
import type { GraphQLClient } from './graphql-client.js';
import { freshKey, HOLD, PLACE_ORDER, START_PAYMENT, type TestSale } from './sale.js';
import { waitFor } from './wait-for.js';

/** What a buyer wants; by default one seat for Ada. */
export interface Purchase {
  seats?: number[];
  places?: number;
  prices?: object[];
  email?: string;
  phone?: string;
  locale?: string;
  /** Leave from the waiting room. */
  admission?: string;
}

/** Holds and orders. @returns the hold and its order */
export async function placeOrder(
  buyer: GraphQLClient,
  sale: TestSale,
  { seats = [], places = 0, prices = [], email = 'ada@example.com', phone, locale, admission }: Purchase,
) {
  const wish = {
    eventId: sale.eventId,
    seats,
    places: places === 0 ? [] : [{ tierId: sale.standingTier.id, quantity: places }],
    idempotencyKey: freshKey(),
    admission,
  };
  const { holdTickets: hold } = await buyer.ask(HOLD, { input: wish });
  expect(hold.__typename).toBe('Hold');
  const input = { holdId: hold.id, email, name: 'Ada Lovelace', phone, locale, prices, idempotencyKey: freshKey() };
  const { placeOrder: order } = await buyer.ask(PLACE_ORDER, { input });
  expect(order.__typename).toBe('Order');
  return { hold, order };
}

/** @returns the address of the provider's page */
export async function startPayment(buyer: GraphQLClient, orderNo: string): Promise<string> {
  const { startPayment: session } = await buyer.ask(START_PAYMENT, { input: { orderNo, provider: 'sandbox', idempotencyKey: freshKey() } });
  expect(session.__typename).toBe('PaymentSession');
  return session.redirectUrl;
}

/** Presses a button of the provider's page. */
export async function press(redirectUrl: string, button: 'approve' | 'decline' | 'later'): Promise<Response> {
  return fetch(`${redirectUrl}/${button}`, { method: 'POST', redirect: 'manual' });
}

/** Orders, pays, and waits for the tickets. @returns the order number */
export async function buy(buyer: GraphQLClient, sale: TestSale, purchase: Purchase): Promise<string> {
  const { order } = await placeOrder(buyer, sale, purchase);
  await press(await startPayment(buyer, order.orderNo), 'approve');
  const status = async () => (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status } }', { no: order.orderNo })).order.status;
  await waitFor(async () => (await status()) === 'FULFILLED', { what: `order ${order.orderNo} to be fulfilled` });
  return order.orderNo;
}
