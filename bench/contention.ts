import type { Office } from './harness/office.js';
import { quantile } from './harness/statistics.js';
import { postOf, RawConnection } from './load/raw.connection.js';
import { setTimeout as pause } from 'node:timers/promises';

const QUERY =
  'mutation Hold($input: HoldTicketsInput!) { holdTickets(input: $input) { __typename ... on Hold { id } ... on SeatsUnavailable { taken } } }';
export const RIVALS = [5, 10, 20, 50, 500, 5000];

export interface ContentionRow {
  rivals: number;
  runs: number;
  /** Winners of each run: all 1, or something is broken. */
  winners: number[];
  avgMs: number;
  minMs: number;
  maxMs: number;
  p99Ms: number;
  /** From the first request to the last answer, mean of the runs. */
  allMs: number;
  /** Answers that said to come back later, because too many were in flight; each rival did. */
  overloaded: number;
}

/** So many people, each with a session and a connection of their own, ask for one free seat at the same moment; each run another seat. */
export async function runContention(office: Office, options: { runs: number; rivals?: number[] }): Promise<ContentionRow[]> {
  const eventId = await office.openSale();
  let seat = 0;
  const race = async (rivals: number) => oneRace(office, { eventId, seat: (seat += 4), rivals });
  for (let warm = 0; warm < 10; warm += 1) await race(50);
  const rows: ContentionRow[] = [];
  for (const rivals of options.rivals ?? RIVALS) {
    const runs = rivals <= 50 ? options.runs : Math.max(1, Math.ceil(options.runs / (rivals <= 500 ? 2 : 4)));
    const races = [];
    for (let run = 0; run < runs; run += 1) races.push(await race(rivals));
    const times = races.flatMap(({ times: each }) => each);
    rows.push({
      rivals,
      runs,
      winners: races.map(({ winners }) => winners),
      avgMs: mean(times),
      minMs: quantile(times, 0),
      maxMs: quantile(times, 1),
      p99Ms: quantile(times, 0.99),
      allMs: mean(races.map(({ allMs }) => allMs)),
      overloaded: races.reduce((sum, { overloaded }) => sum + overloaded, 0),
    });
  }
  return rows;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function oneRace({ port, newGuests }: Office, { eventId, seat, rivals }: { eventId: string; seat: number; rivals: number }) {
  const tokens = await newGuests(rivals);
  const connections: RawConnection[] = [];
  // A few at a time: a listening socket keeps a bounded queue of people at the door.
  for (let at = 0; at < rivals; at += 100) {
    connections.push(...(await Promise.all(tokens.slice(at, at + 100).map(() => RawConnection.open(port)))));
  }
  let overloaded = 0;
  const ask = async (first: RawConnection, token: string, at: number, startMs: number) => {
    let connection = first;
    const input = { eventId, seats: [seat], idempotencyKey: `rival-${seat}-${at}-of-${rivals}` };
    const request = postOf(port, '/graphql', token, JSON.stringify({ query: QUERY, variables: { input } }));
    for (;;) {
      const { body } = await connection.send(request);
      const { data, errors } = JSON.parse(body) as Reply;
      if (data) return { word: data.holdTickets.__typename, ms: performance.now() - startMs };
      if (errors?.[0]?.extensions.code !== 'OVERLOADED') throw new Error(`an answer that nobody expected: ${body.slice(0, 300)}`);
      overloaded += 1;
      // The server did not read all of the request, so it closes the connection.
      connection.close();
      await pause(errors[0].extensions.retryAfterMs ?? 250);
      connections[at] = connection = await RawConnection.open(port);
    }
  };
  const startMs = performance.now();
  const answers = await Promise.all(connections.map((connection, at) => ask(connection, tokens[at]!, at, startMs)));
  const allMs = performance.now() - startMs;
  for (const connection of connections) connection.close();
  const strangers = answers.filter(({ word }) => word !== 'Hold' && word !== 'SeatsUnavailable');
  if (strangers.length > 0) throw new Error(`an answer that nobody expected: ${strangers[0]!.word}`);
  return { winners: answers.filter(({ word }) => word === 'Hold').length, times: answers.map(({ ms }) => ms), allMs, overloaded };
}

interface Reply {
  data?: { holdTickets: { __typename: string } } | null;
  errors?: { extensions: { code: string; retryAfterMs?: number } }[];
}
