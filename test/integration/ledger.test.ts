import pg from 'pg';
import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { Ledger } from '../../src/stores/ledger.js';
import { useDisposer } from '../support/disposer.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freshDatabase } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const ONE = { name: 'one', text: 'SELECT pg_backend_pid() AS pid' };

async function openLedger(statementMs = 2000) {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const ledger = disposer.own(new Ledger({ databaseUrl: database.databaseUrl, poolSize: 3, statementMs, onError() {} }));
  const admin = disposer.own(new pg.Client({ connectionString: database.databaseUrl }));
  await admin.connect();
  const cut = () =>
    admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
  return { ledger, admin, cut };
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code ?? String(error);

test('whenever the server cuts its connections, a caller hears DEPENDENCY_UNAVAILABLE and nothing else', async () => {
  const { ledger, cut } = await openLedger();
  const heard = new Map<string, number>();
  const tell = (error: unknown) => {
    const code = String(codeOf(error));
    heard.set(code, (heard.get(code) ?? 0) + 1);
  };
  const until = performance.now() + 1500;
  let goesOn = true;
  const callers = Array.from({ length: 6 }, async (_, at) => {
    while (goesOn) {
      const call =
        at % 2 === 0
          ? at % 4 === 0
            ? ledger.query(ONE, [])
            : ledger.prisma.venue.count()
          : ledger.run(async (tx) => {
              await ledger.query(ONE, [], tx);
              if (at % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
              return ledger.query(ONE, [], tx);
            });
      await call.catch(tell);
    }
  });
  while (performance.now() < until) {
    await cut();
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
  goesOn = false;
  await Promise.all(callers);
  expect([...heard.keys()]).toEqual(['DEPENDENCY_UNAVAILABLE']);
  // The last connections that were cut may not have heard of it yet.
  expect(await waitFor(() => ledger.query(ONE, []))).toHaveLength(1);
  await waitFor(async () => (await ledger.prisma.venue.count()) === 0);
});

test('a read through Prisma that takes too long, finds no connection or no server may be tried again', async () => {
  const { ledger } = await openLedger(1500);
  const away = { code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1000 };
  const read = () => ledger.prisma.venue.findMany();
  await expect(read()).resolves.toEqual([]);
  const holder = disposer.own(new pg.Client({ connectionString: ledger.pool.options.connectionString }));
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE venue');
  await expect(read()).rejects.toMatchObject(away);
  await holder.query('ROLLBACK');
  const taken = await Promise.all([1, 2, 3].map(() => ledger.pool.connect()));
  await expect(read()).rejects.toMatchObject(away);
  for (const client of taken) client.release();
  await expect(read()).resolves.toEqual([]);
  for (const databaseUrl of ['postgresql://aisle@127.0.0.1:1/none', `${ledger.pool.options.connectionString}_gone`]) {
    const nobody = disposer.own(new Ledger({ databaseUrl, poolSize: 1, statementMs: 300, onError() {} }));
    await expect(nobody.prisma.venue.findMany()).rejects.toMatchObject(away);
    await expect(nobody.query(ONE, [])).rejects.toMatchObject(away);
  }
});

test('a read through Prisma that is wrong stays an error of its own', async () => {
  const { ledger } = await openLedger();
  await expect(ledger.prisma.venue.findMany({ where: { id: 'closed' } })).rejects.toMatchObject({ code: 'P2007' });
  const refused = ledger.prisma.venue.findMany({ where: { timeout: 'terminated' } as never });
  await expect(refused).rejects.toMatchObject({ name: 'PrismaClientValidationError' });
  await ledger.pool.query('DROP TABLE block');
  await expect(ledger.prisma.block.findMany()).rejects.toMatchObject({ code: 'P2021' });
});

test('Prisma and SQL read and write the same moments, whatever the time zone of the server', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const admin = disposer.own(new pg.Client({ connectionString: database.databaseUrl }));
  await admin.connect();
  await admin.query(`ALTER DATABASE "${new URL(database.databaseUrl).pathname.slice(1)}" SET timezone = 'Asia/Kolkata'`);
  const ledger = disposer.own(new Ledger({ databaseUrl: database.databaseUrl, poolSize: 1, statementMs: 2000, onError() {} }));
  const at = new Date('2026-07-01T18:30:00.125Z');
  const insert = {
    name: 'insert',
    text: `INSERT INTO audit_entry (id, at, actor, action, subject, detail) VALUES ($1, $2, 'a', 'b', 'c', '{}')`,
  };
  await ledger.query(insert, [newId(), at]);
  expect(await ledger.prisma.auditEntry.findMany({ select: { at: true }, where: { at } })).toEqual([{ at }]);
  expect(await ledger.query({ name: 'read', text: 'SELECT at FROM audit_entry' }, [])).toEqual([{ at }]);
});

test('of two transactions that lock each other, the one that is rolled back may be tried again', async () => {
  const { ledger } = await openLedger();
  await ledger.pool.query('CREATE TABLE pair AS SELECT id FROM generate_series(1, 2) AS id');
  const lock = { name: 'lock', text: 'SELECT id FROM pair WHERE id = $1 FOR UPDATE' };
  let both: () => void;
  const locked = new Promise<void>((resolve) => (both = resolve));
  let count = 0;
  const crossing = (first: number, second: number) =>
    ledger.run(async (tx) => {
      await ledger.query(lock, [first], tx);
      if ((count += 1) === 2) both();
      await locked;
      await ledger.query(lock, [second], tx);
    });
  const ends = await Promise.allSettled([crossing(1, 2), crossing(2, 1)]);
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(refused).toMatchObject([{ code: 'DEPENDENCY_UNAVAILABLE' }]);
});

test('a transaction that lies idle for too long may be tried again', async () => {
  const { ledger, admin } = await openLedger(1000);
  const idle = ledger.run(async (tx) => {
    const [{ pid }] = (await ledger.query(ONE, [], tx)) as [{ pid: number }];
    await waitFor(async () => (await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount === 0);
    return ledger.query(ONE, [], tx);
  });
  await expect(idle).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1000 });
});

test('a connection on which nothing comes any more is given up, in a transaction too, and the next caller gets another', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const proxy = disposer.own(await FaultProxy.before(database.databaseUrl));
  const ledger = disposer.own(new Ledger({ databaseUrl: proxy.url, poolSize: 1, statementMs: 2500, onError() {} }));
  const silenced = (work: () => Promise<unknown>) => {
    proxy.silenceOpenLinks();
    return work();
  };
  const heard = { code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1000 };
  await expect(ledger.query(ONE, [])).resolves.toHaveLength(1);
  await expect(silenced(() => ledger.query(ONE, []))).rejects.toMatchObject(heard);
  const beganMs = performance.now();
  await expect(ledger.run((tx) => silenced(() => ledger.query(ONE, [], tx)))).rejects.toMatchObject(heard);
  // One wait, of 3.5 s, and not a second one for its end.
  expect(performance.now() - beganMs).toBeLessThan(6800);
  // The commit itself: whether it happened is not known, and must be looked up.
  await expect(ledger.run(async (tx) => silenced(async () => void tx))).rejects.toMatchObject(heard);
  await expect(ledger.prisma.venue.count()).resolves.toBe(0);
  await expect(silenced(() => ledger.prisma.venue.count())).rejects.toMatchObject(heard);
  await expect(ledger.query(ONE, [])).resolves.toHaveLength(1);
}, 240_000);
