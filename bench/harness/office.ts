import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '../../src/domain/id.js';
import { snapshotBuild } from '../../test/history/servers.js';
import { GraphQLClient } from '../../test/support/graphql-client.js';
import { smallChart } from '../../test/support/sale.js';
import { freePort } from '../../test/support/free-port.js';
import { answers, ServerProcess } from './child.process.js';
import { type LedgerStage, OTHER_CORE, SERVER_CORE } from './stage.js';

/** Seats of the largest hall that is spoken of here: 1,878 rows of 32. */
export const STADIUM = { rows: 1878, seatsPerRow: 32, seatCount: 60_096 };
export const THEATRE = { rows: 50, seatsPerRow: 40, seatCount: 2000 };

export type HallSize = typeof STADIUM;

/** One machine plays all buyers of a sale, so the limit of an address is out of the way; those of persons are on, and counted. */
const CROWD = { LIMIT_REQUESTS_PER_10S: '10000000', LIMIT_SESSIONS_PER_10S: '1000000' };

/** An api process under test, in production mode, with its sale. */
export interface Office {
  port: number;
  url: string;
  api: ServerProcess;
  staff: GraphQLClient;
  /** Starts a worker beside it. */
  startWorker(env?: NodeJS.ProcessEnv): Promise<ServerProcess>;
  /** Makes an event and opens its sale; in the stadium unless said otherwise. @returns its id */
  openSale(size?: HallSize): Promise<string>;
  /** Tokens of guests that have not been seen before. */
  newGuests(count: number): Promise<string[]>;
}

export interface OfficeOptions {
  /** Another build than that of the sources as they are. */
  dist?: string | undefined;
  /** Of the api process, such as `--cpu-prof`. */
  nodeArgs?: string[];
}

/** Starts an api process in production mode on a copy of the build. */
export async function openOffice(stage: LedgerStage, options: OfficeOptions = {}): Promise<Office> {
  const dist = options.dist ?? buildCopy(stage);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: stage.databaseUrl,
    REDIS_URL: stage.redisUrl,
    WEBHOOK_SECRET_SANDBOX: randomBytes(24).toString('hex'),
    SMTP_URL: 'smtp://127.0.0.1:9',
    LOG_LEVEL: 'warn',
    ...CROWD,
  };
  const main = join(dist, 'src/main.js');
  const api = new ServerProcess('api', [...(options.nodeArgs ?? []), main, 'api'], settings, stage.pinned ? SERVER_CORE : undefined);
  stage.lifeline.add('api', () => api.end());
  await api.ready(() => answers(`${url}/readyz`));
  const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 2 });
  stage.lifeline.add('pool', () => pool.end());
  const staff = new GraphQLClient(url);
  [staff.token = null] = await insertPeople(pool, 1, 'ADMIN');
  const halls = new Map<HallSize, ReturnType<typeof makeHall>>();
  const hallOf = (size: HallSize) => halls.get(size) ?? halls.set(size, makeHall(staff, size)).get(size)!;
  return {
    port,
    url,
    api,
    staff,
    async startWorker(more = {}) {
      const worker = new ServerProcess(
        'worker',
        [main, 'worker'],
        { ...settings, LOG_LEVEL: 'info', ...more },
        stage.pinned ? OTHER_CORE : undefined,
      );
      stage.lifeline.add('worker', () => worker.end());
      return worker.ready(async () => worker.output.includes('worker ready'));
    },
    openSale: async (size = STADIUM) => openSale(staff, await hallOf(size)),
    newGuests: (count) => insertPeople(pool, count, 'GUEST'),
  };
}

function buildCopy({ lifeline }: LedgerStage): string {
  const dist = snapshotBuild('bench');
  lifeline.add('build', () => rmSync(dist, { recursive: true, force: true }));
  return dist;
}

/** Writes people with a session each, as signing in would. @returns the tokens */
async function insertPeople(pool: pg.Pool, count: number, role: 'ADMIN' | 'GUEST'): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
  const people = tokens.map(() => newId());
  const staff = role === 'ADMIN';
  await pool.query(
    `INSERT INTO person (id, role, email, name, password_hash)
     SELECT id, $2::role, CASE WHEN $3 THEN id || '@aisle.test' END, CASE WHEN $3 THEN 'Staff' END, CASE WHEN $3 THEN 'none' END
     FROM unnest($1::uuid[]) AS id`,
    [people, role, staff],
  );
  await pool.query(
    `INSERT INTO session (id, token_hash, person_id, expires_at)
     SELECT id, hash, person, now() + interval '12 hours' FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS row (id, hash, person)`,
    [tokens.map(() => newId()), tokens.map((token) => createHash('sha256').update(token).digest()), people],
  );
  return tokens;
}

async function makeHall(staff: GraphQLClient, { rows, seatsPerRow, seatCount }: HallSize) {
  const { createVenue } = await staff.ask('mutation { createVenue(name: "Bench house", timezone: "Europe/Berlin") { id } }');
  const { importChart } = await staff.ask(
    'mutation($input: ImportChartInput!) { importChart(input: $input) { __typename ... on Chart { id seatCount } ... on InvalidChart { problems { path message } } } }',
    { input: { venueId: createVenue.id, name: `Hall of ${seatCount}`, document: smallChart(rows, seatsPerRow) } },
  );
  if (importChart.seatCount !== seatCount) throw new Error(JSON.stringify(importChart));
  const { createShow } = await staff.ask('mutation { createShow(title: "Bench show", description: "For measuring") { id } }');
  return { venueId: createVenue.id, chartId: importChart.id, showId: createShow.id };
}

async function openSale(staff: GraphQLClient, hall: { venueId: string; chartId: string; showId: string }): Promise<string> {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const made = 'fragment Made on EventResult { __typename ... on Event { id } ... on InvalidEvent { problems { path message } } }';
  const ask = async (mutation: string, variables: object) => {
    const { result } = await staff.ask(`${mutation} ${made}`, variables);
    if (result.__typename !== 'Event') throw new Error(JSON.stringify(result));
    return result.id as string;
  };
  const id = await ask('mutation($input: CreateEventInput!) { result: createEvent(input: $input) { ...Made } }', {
    input: {
      ...hall,
      startsAt: inDays(30),
      saleOpensAt: inDays(-1),
      saleClosesAt: inDays(29),
      currency: 'EUR',
      maxPerBuyer: 40,
      orphanRule: false,
      waitingRoom: false,
      tiers: [{ name: 'Stalls', kind: 'SEATED', category: 'Stalls', prices: [{ name: 'Standard', amountMinor: 4500 }] }],
    },
  });
  await ask('mutation($id: ID!) { result: prepareSale(eventId: $id) { ...Made } }', { id });
  return ask('mutation($id: ID!) { result: openSale(eventId: $id) { ...Made } }', { id });
}
