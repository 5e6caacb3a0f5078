import { beforeAll, describe, expect, it } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { smallChart } from '../support/sale.js';

const disposer = useDisposer({ scope: 'file' });
const SEATS = 60_000;
/** What a request has in production. */
const DEADLINE_SECONDS = 5;
let office: BoxOffice;
let staff: GraphQLClient;
let venueId: string;

beforeAll(async () => {
  // The time that a request takes is measured where it matters; the machine may be busy with something else.
  office = await startBoxOffice(disposer, { REQUEST_DEADLINE_MS: '60000' });
  staff = await office.client().logIn('admin@example.com');
  venueId = (await staff.ask('mutation { createVenue(name: "Stadium", timezone: "Europe/Berlin") { id } }')).createVenue.id;
}, 240_000);

const IMPORT = `mutation($input: ImportChartInput!) { importChart(input: $input) {
  __typename ... on Chart { id hash seatCount layoutUrl } ... on InvalidChart { problems { path message } }
} }`;
const importOf = (document: unknown) => ({ input: { venueId, name: 'Stadium', document } });

/** What the api has worked so far, seconds. */
async function workedSeconds(): Promise<number> {
  return Number(/^aisle_process_cpu_seconds_total (\S+)$/m.exec(await (await fetch(`${office.url}/metrics`)).text())![1]);
}

/** Sends a body as somebody. @returns the status and, where there is one, the answer. */
async function send(client: GraphQLClient, body: string): Promise<{ status: number; answer: Record<string, any> }> {
  const authorization: Record<string, string> = client.token === null ? {} : { authorization: `Bearer ${client.token}` };
  const reply = await fetch(`${office.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body,
  });
  return { status: reply.status, answer: (await reply.json()) as Record<string, any> };
}

describe('a hall of 60,000 seats', () => {
  const body = () => JSON.stringify({ query: IMPORT, variables: importOf(smallChart(SEATS / 100, 100)) });

  it('is read in from one request of staff, within its deadline, and once', async () => {
    const document = body();
    expect(document.length).toBeGreaterThan(5_000_000);
    const before = await workedSeconds();
    const first = (await send(staff, document)).answer['data']?.importChart;
    expect((await workedSeconds()) - before).toBeLessThan(DEADLINE_SECONDS);
    expect(first).toMatchObject({ __typename: 'Chart', seatCount: SEATS });
    expect((await send(staff, document)).answer['data'].importChart.id).toBe(first.id);
    const layout = (await (await fetch(first.layoutUrl)).json()) as { sections: { rows: object[] }[] };
    expect(layout.sections[0]!.rows.length).toBe(SEATS / 100);
  });

  it('is refused to everybody else before it is read', async () => {
    for (const client of [office.client(), await office.client().asGuest(), await office.client().logIn('buyer@example.com')]) {
      const { status, answer } = await send(client, body());
      expect(status).toBe(413);
      expect(answer['errors'][0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('is answered seat by seat for one or two charts, and not for a page of them', async () => {
    const { importChart } = await staff.ask(IMPORT, importOf(smallChart(SEATS / 100, 100)));
    const hall = `chart(id: "${importChart.id}") { sections { rows { seats { label } } } }`;
    const { sections } = (await staff.ask(`{ ${hall} }`))['chart'];
    expect(sections[0].rows.flatMap((row: any) => row.seats).length).toBe(SEATS);
    const reply = await staff.send(`{ a: ${hall} b: ${hall} c: ${hall} }`);
    expect(reply.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    const page = await office.client().send('{ events { edges { node { chart { sections { rows { seats { label } } } } } } } }');
    expect(page.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('a document that is no hall', () => {
  /** The document as JSON text, because not every text survives being an object first. */
  const bodyWith = (document: string) => JSON.stringify({ query: IMPORT, variables: importOf('#') }).replace('"#"', document);
  const problemsOf = async (document: unknown) => (await staff.ask(IMPORT, importOf(document))).importChart.problems;

  it('is refused with its problems, at most a hundred and one, however much nonsense it is', async () => {
    const nested = '['.repeat(500_000) + ']'.repeat(500_000);
    expect((await send(staff, bodyWith(nested))).answer).toMatchObject({
      data: { importChart: { __typename: 'InvalidChart', problems: [{ path: '', message: 'must be an object' }] } },
    });
    const zones = Array.from({ length: 50_000 }, (_, at) => ({ name: `zone ${at}` }));
    const problems = await problemsOf({ name: 'x', zones });
    expect(problems.length).toBe(101);
    expect(problems.at(-1)).toMatchObject({ path: '', message: expect.stringMatching(/^and \d+ more$/) });
  });

  it('changes nothing by keys with a meaning in JavaScript', async () => {
    const raw = '{"__proto__": {"name": "Polluted", "zones": []}, "constructor": {"prototype": {"isStaff": true}}}';
    const { answer } = await send(staff, bodyWith(raw));
    expect(answer['data'].importChart.problems.map((problem: any) => problem.path)).toEqual(['name', 'size', 'categories', 'zones']);
  });
});
