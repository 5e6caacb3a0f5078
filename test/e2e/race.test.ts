import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale } from '../support/sale.js';

const disposer = useDisposer({ scope: 'file' });
const BUYERS = 500;
const SEATS_IN_A_ROW = 20;
let office: BoxOffice;
let staff: GraphQLClient;
let buyers: GraphQLClient[];

beforeAll(async () => {
  // One machine plays five hundred people: the limits for one address and for one person's holds are out of the way here.
  office = await startBoxOffice(disposer, { LIMIT_SESSIONS_PER_10S: '100000', LIMIT_REQUESTS_PER_10S: '1000000', LIMIT_HOLDS_PER_10S: '1000', MAX_IN_FLIGHT: '600' });
  staff = await office.client().logIn('admin@example.com');
  buyers = await Promise.all(Array.from({ length: BUYERS }, () => new GraphQLClient(office.url).asGuest()));
}, 60_000);

/** All buyers at once. @returns how many got each answer */
async function race(input: object): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  await Promise.all(
    buyers.map(async (buyer) => {
      const reply = await buyer.send(HOLD, { input: { ...input, idempotencyKey: freshKey() } });
      const answer: string = reply.data?.['holdTickets']?.__typename ?? reply.errors?.[0]?.extensions.code ?? 'nothing';
      answers[answer] = (answers[answer] ?? 0) + 1;
    }),
  );
  return answers;
}

test('500 buyers race for one fresh seat, 20 seats in a row: one gets it each time', async () => {
  const sale = await openSale(staff, { rows: 2, seatsPerRow: SEATS_IN_A_ROW, maxPerBuyer: 100 });
  for (let seat = 0; seat < SEATS_IN_A_ROW; seat += 1) {
    expect(await race({ eventId: sale.eventId, seats: [seat] }), `seat ${seat}`).toEqual({ Hold: 1, SeatsUnavailable: BUYERS - 1 });
  }
}, 120_000);

test('500 buyers race for the last standing place, 20 times: one gets it each time', async () => {
  for (let round = 0; round < SEATS_IN_A_ROW; round += 1) {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 2, standing: 1 });
    const places = [{ tierId: sale.standingTier.id, quantity: 1 }];
    expect(await race({ eventId: sale.eventId, places }), `round ${round}`).toEqual({ Hold: 1, PlacesUnavailable: BUYERS - 1 });
  }
}, 120_000);
