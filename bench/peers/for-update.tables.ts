import pg from 'pg';

const TABLES = `
  CREATE TABLE IF NOT EXISTS bench_seat (
    event_id uuid NOT NULL, index int NOT NULL, hold_id uuid, held_until timestamptz, PRIMARY KEY (event_id, index)
  ) WITH (fillfactor = 50);
  CREATE TABLE IF NOT EXISTS bench_hold (id uuid PRIMARY KEY, event_id uuid NOT NULL, held_until timestamptz NOT NULL)`;

/** The address under which the peer may lose its last second like Redis, and nothing else: commits do not wait for the disk. */
export function asDurableAsRedis(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c synchronous_commit=off');
  return url.href;
}

/** Makes the tables, empties them, and puts an event with free seats in; room on each page, so that updates stay on it. */
export async function prepareSeats(databaseUrl: string, eventId: string, seatCount: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(TABLES);
    await client.query('TRUNCATE bench_seat, bench_hold');
    await client.query('INSERT INTO bench_seat (event_id, index) SELECT $1, generate_series(0, $2::int - 1)', [eventId, seatCount]);
    await client.query('VACUUM ANALYZE bench_seat');
  });
}

export async function heldSeats(databaseUrl: string, eventId: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query('SELECT count(*)::int AS held FROM bench_seat WHERE event_id = $1 AND hold_id IS NOT NULL', [
      eventId,
    ]);
    return rows[0].held as number;
  });
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
