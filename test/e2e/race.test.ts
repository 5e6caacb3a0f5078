import { beforeAll, expect, test } from 'vitest';
import { buildWithout, startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale } from '../support/sale.js';

const disposer = useDisposer({ scope: 'file' });
const BUYERS = 500;
const RACES = 20;
/** One machine plays five hundred people, and may be busy with something else besides: nobody is turned away, or told that it took too long. */
const CROWD = { MAX_IN_FLIGHT: '600', REQUEST_DEADLINE_MS: '60000' };
let staff: GraphQLClient;
let buyers: GraphQLClient[];

/** Opens a box office, and five hundred people with a session come in. */
async function gather(opened: Promise<BoxOffice>) {
  const { url, client } = await opened;
  const people = await Promise.all(Array.from({ length: BUYERS }, () => new GraphQLClient(url).asGuest()));
  return { staff: await client().logIn('admin@example.com'), buyers: people };
}

beforeAll(async () => {
  ({ staff, buyers } = await gather(startBoxOffice(disposer, CROWD)));
}, 600_000);

async function answerTo(buyer: GraphQLClient, wish: object): Promise<string> {
  const reply = await buyer.send(HOLD, wish);
  return reply.data?.['holdTickets']?.__typename ?? reply.errors?.[0]?.extensions.code ?? 'nothing';
}

/** All at once; who does not hear what became of a wish repeats it with its key, as every client must. @returns how many got each answer */
async function race(input: object, crowd = buyers): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  await Promise.all(
    crowd.map(async (buyer) => {
      const wish = { input: { ...input, idempotencyKey: freshKey() } };
      let answer = await answerTo(buyer, wish);
      for (let again = 0; answer === 'DEPENDENCY_UNAVAILABLE' && again < 10; again += 1) answer = await answerTo(buyer, wish);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }),
  );
  return answers;
}

test('500 buyers race for one fresh seat, 20 seats in a row: one gets it each time', async () => {
  const sale = await openSale(staff, { rows: 2, seatsPerRow: RACES, maxPerBuyer: 100 });
  for (let seat = 0; seat < RACES; seat += 1) {
    expect(await race({ eventId: sale.eventId, seats: [seat] }), `seat ${seat}`).toEqual({ Hold: 1, SeatsUnavailable: BUYERS - 1 });
  }
}, 600_000);

test('500 buyers race for the last standing place, 20 times: one gets it each time', async () => {
  for (let round = 0; round < RACES; round += 1) {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 2, standing: 1 });
    const places = [{ tierId: sale.standingTier.id, quantity: 1 }];
    expect(await race({ eventId: sale.eventId, places }), `round ${round}`).toEqual({ Hold: 1, PlacesUnavailable: BUYERS - 1 });
  }
}, 600_000);

test("the same races with the script's checks removed have more than one winner", async () => {
  const unguarded = buildWithout(disposer, {
    'includes/refuse-seats.lua': ['if #taken > 0 then'],
    'includes/refuse-places.lua': ['if free < unit.quantity then'],
    'includes/check-draft.lua': ['if math.min(counts.f, counts.h, counts.s, counts.b) < 0 then'],
  });
  const crowd = await gather(startBoxOffice(disposer, CROWD, unguarded));
  const sale = await openSale(crowd.staff, { rows: 1, seatsPerRow: 2, standing: 1 });
  const seat = await race({ eventId: sale.eventId, seats: [0] }, crowd.buyers);
  const place = await race({ eventId: sale.eventId, places: [{ tierId: sale.standingTier.id, quantity: 1 }] }, crowd.buyers);
  expect(seat['Hold']).toBeGreaterThan(1);
  expect(place['Hold']).toBeGreaterThan(1);
}, 600_000);
