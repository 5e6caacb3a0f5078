import { randomBytes } from 'node:crypto';
import type { GraphQLClient } from './graphql-client.js';

export interface TestSale {
  eventId: string;
  seatedTier: { id: string; standard: string; child: string };
  standingTier: { id: string };
}

/** A chart of `rows` rows with `seatsPerRow` seats each, in one category. */
export function smallChart(rows: number, seatsPerRow: number) {
  const seatsOf = (row: number) =>
    Array.from({ length: seatsPerRow }, (_, seat) => ({
      seat_guid: `r${row}s${seat}`,
      seat_number: String(seat + 1),
      position: { x: seat * 26, y: 0 },
      category: 'Stalls',
    }));
  return {
    name: 'Test hall',
    size: { width: 1000, height: 1000 },
    categories: [{ name: 'Stalls', color: '#1D3557' }],
    zones: [
      {
        name: 'Hall',
        position: { x: 0, y: 0 },
        rows: Array.from({ length: rows }, (_, row) => ({
          row_number: String(row + 1),
          position: { x: 0, y: row * 30 },
          seats: seatsOf(row),
        })),
      },
    ],
  };
}

/** What a test may say about its sale; the rest is ordinary. */
export interface SaleOptions {
  rows?: number;
  seatsPerRow?: number;
  standing?: number;
  maxPerBuyer?: number;
  saleOpensAt?: Date;
  /** Whether picks may not strand single seats; default false. */
  orphanRule?: boolean;
  waitingRoom?: boolean;
  /** False: the event is prepared, not opened. */
  open?: boolean;
}

/** Makes a hall, a show and an event with staff's own operations, and opens its sale. */
export async function openSale(staff: GraphQLClient, options: SaleOptions = {}): Promise<TestSale> {
  const { rows = 4, seatsPerRow = 10, standing = 20, maxPerBuyer = 8, open = true } = options;
  const { createVenue } = await staff.ask('mutation { createVenue(name: "Test house", timezone: "Europe/Berlin") { id } }');
  const { importChart } = await staff.ask(
    'mutation($input: ImportChartInput!) { importChart(input: $input) { __typename ... on Chart { id } ... on InvalidChart { problems { path message } } } }',
    { input: { venueId: createVenue.id, name: `Hall ${randomBytes(4).toString('hex')}`, document: smallChart(rows, seatsPerRow) } },
  );
  if (importChart.__typename !== 'Chart') throw new Error(JSON.stringify(importChart));
  const { createShow } = await staff.ask('mutation { createShow(title: "Test show", description: "For tests") { id } }');
  const event = await made(staff, 'mutation($input: CreateEventInput!) { result: createEvent(input: $input) { ...Made } }', {
    input: {
      showId: createShow.id,
      venueId: createVenue.id,
      chartId: importChart.id,
      startsAt: inDays(30),
      saleOpensAt: options.saleOpensAt ?? inDays(-1),
      saleClosesAt: inDays(29),
      currency: 'EUR',
      maxPerBuyer,
      orphanRule: options.orphanRule ?? false,
      waitingRoom: options.waitingRoom ?? false,
      tiers: [
        {
          name: 'Stalls',
          kind: 'SEATED',
          category: 'Stalls',
          prices: [
            { name: 'Standard', amountMinor: 4500 },
            { name: 'Child', amountMinor: 2000 },
          ],
        },
        { name: 'Standing', kind: 'GENERAL_ADMISSION', capacity: standing, prices: [{ name: 'Standard', amountMinor: 1500 }] },
      ],
    },
  });
  await made(staff, 'mutation($id: ID!) { result: prepareSale(eventId: $id) { ...Made } }', { id: event.id });
  if (open) await made(staff, 'mutation($id: ID!) { result: openSale(eventId: $id) { ...Made } }', { id: event.id });
  const [seated, places] = event.tiers;
  return {
    eventId: event.id,
    seatedTier: { id: seated.id, standard: seated.prices[0].id, child: seated.prices[1].id },
    standingTier: { id: places.id },
  };
}

const MADE = `fragment Made on EventResult {
  __typename
  ... on Event { id status tiers { id prices { id } } }
  ... on InvalidEvent { problems { path message } }
}`;

async function made(staff: GraphQLClient, mutation: string, variables: object) {
  const { result } = await staff.ask(`${mutation} ${MADE}`, variables);
  if (result.__typename !== 'Event') throw new Error(`${mutation}: ${JSON.stringify(result)}`);
  return result;
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

export const HOLD = `mutation($input: HoldTicketsInput!) { holdTickets(input: $input) {
  __typename
  ... on Hold { id seats { index label } places { quantity tier { id } } total { amountMinor currency } stage expiresInMs extensionsLeft fence }
  ... on SeatsUnavailable { taken message cursor { epoch version } }
  ... on PlacesUnavailable { tierId available }
  ... on HoldLimitReached { limit inUse }
  ... on SaleNotOpen { reason opensAt retryAfterMs }
  ... on AdmissionRequired { waitingRoom { active waiting admittedPerMinute } }
} }`;

export const PLACE_ORDER = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename
  ... on Order { orderNo status revision total { amountMinor currency } payInMs items { id amount { amountMinor } seat { index label } tier { name } price { name } live } nextStatuses timeline { what by } }
  ... on PriceNotAvailable { priceId }
} }`;

export const START_PAYMENT = `mutation($input: StartPaymentInput!) { startPayment(input: $input) {
  __typename
  ... on PaymentSession { id provider redirectUrl expiresAt }
  ... on OrderNotPayable { status }
} }`;

/** A key that no other operation uses. */
export function freshKey(): string {
  return randomBytes(12).toString('hex');
}
