import type { GraphQLClient } from '../support/graphql-client.js';
import type { SaleAtHand } from './till.js';

interface ChartDocument {
  categories: { name: string }[];
}

/** Opens a sale of a whole hall, by staff's own operations: every category a tier, and some places. */
export async function openHall(staff: GraphQLClient, document: ChartDocument, holdMs: number): Promise<SaleAtHand> {
  const { createVenue } = await staff.ask('mutation { createVenue(name: "Loss", timezone: "Europe/Berlin") { id } }');
  const { importChart } = await staff.ask(
    'mutation($input: ImportChartInput!) { importChart(input: $input) { __typename ... on Chart { id seatCount } } }',
    { input: { venueId: createVenue.id, name: 'Loss', document } },
  );
  const { createShow } = await staff.ask('mutation { createShow(title: "Loss", description: "A sale that loses its map") { id } }');
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const seated = document.categories.map(({ name }) => ({
    name,
    kind: 'SEATED',
    category: name,
    prices: [{ name: 'Standard', amountMinor: 4500 }],
  }));
  const standing = { name: 'Standing', kind: 'GENERAL_ADMISSION', capacity: 300, prices: [{ name: 'Standard', amountMinor: 1500 }] };
  const input = {
    showId: createShow.id,
    venueId: createVenue.id,
    chartId: importChart.id,
    startsAt: inDays(30),
    saleOpensAt: inDays(-1),
    saleClosesAt: inDays(29),
    currency: 'EUR',
    maxPerBuyer: 100,
    orphanRule: false,
    tiers: [...seated, standing],
  };
  const made = async (mutation: string, variables: object) => {
    const { r } = await staff.ask(mutation, variables);
    if (r.__typename !== 'Event') throw new Error(JSON.stringify(r));
    return r;
  };
  const event = await made(
    `mutation($input: CreateEventInput!) { r: createEvent(input: $input) { __typename ... on Event { id tiers { id } } ... on InvalidEvent { problems { path message } } } }`,
    {
      input,
    },
  );
  for (const move of ['prepareSale', 'openSale'])
    await made(`mutation($id: ID!) { r: ${move}(eventId: $id) { __typename } }`, { id: event.id });
  const tierIds = (event.tiers as { id: string }[]).map(({ id }) => id);
  const terms = {
    event: event.id as string,
    seatCount: importChart.seatCount as number,
    capacities: [[tierIds.length - 1, 300]] as [number, number][],
    holdMs,
    extensionMs: 1000,
    extensions: 2,
  };
  return { terms, detail: { tierIds } };
}
