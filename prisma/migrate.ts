import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { everything, loadSchemaEngine, MigrationDatabase, migrationsFolder, readMigrations } from './schema-engine.js';

/** A migration that could not be applied. Its message is one line that says why and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** Arbitrary but fixed: everybody who migrates an Aisle database queues at this advisory lock. */
const migrationLock = 4_715_345;

/** How long to queue for another process that migrates at the same time. */
const lockWaitMs = 120_000;

/**
 * Brings the database to the latest migration. Safe to repeat, and safe for several processes at once: one works, the
 * others wait and then find nothing to do. A migration that fails is rolled back by PostgreSQL and stays in the history
 * as failed, so the next attempt is refused until a person has looked.
 *
 * @param databaseUrl the direct address of the database, not of a pooler: the lock belongs to a session
 * @returns names of the migrations applied by this call, oldest first; empty when there was nothing to do
 * @throws MigrationError when the database cannot be reached, or a migration fails
 */
export async function applyMigrations(databaseUrl: string, folder: URL = migrationsFolder): Promise<string[]> {
  const lock = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, application_name: 'aisle-migrate' });
  // A connection lost while the engine works shows in the engine's own error; without a listener it would end the process.
  lock.on('error', () => undefined);
  try {
    await lock.connect();
    await lock.query(`SET lock_timeout = ${lockWaitMs}`);
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await runEngine(databaseUrl, folder);
  } catch (error) {
    throw new MigrationError(explain(error), { cause: error });
  } finally {
    // Closing the session gives the lock back, also after an error.
    await lock.end().catch(() => undefined);
  }
}

/** The engine's memory is one for the process, and two runs at once have been seen to corrupt it: they take turns. */
let lastRun: Promise<unknown> = Promise.resolve();

function runEngine(databaseUrl: string, folder: URL): Promise<string[]> {
  const run = lastRun.then(() => runAlone(databaseUrl, folder));
  lastRun = run.catch(() => undefined);
  return run;
}

async function runAlone(databaseUrl: string, folder: URL): Promise<string[]> {
  const database = new MigrationDatabase({ connectionString: databaseUrl });
  const engine = await loadSchemaEngine(database);
  try {
    const migrationsList = await readMigrations(folder);
    return (await engine.applyMigrations({ migrationsList, filters: everything })).appliedMigrationNames;
  } catch (error) {
    throw database.firstFailure === undefined ? error : new Error(database.firstFailure.message, { cause: error });
  } finally {
    engine.free();
    await database.close();
  }
}

/** PostgreSQL's and Node's codes for what people usually get wrong. */
const cures: Record<string, string> = {
  ECONNREFUSED: 'nobody listens at that address: start PostgreSQL or correct DATABASE_URL',
  ENOTFOUND: 'the host name is unknown: correct DATABASE_URL',
  EAI_AGAIN: 'the host name cannot be looked up: correct DATABASE_URL',
  ETIMEDOUT: 'nobody answers at that address: correct DATABASE_URL or the firewall',
  '28P01': 'wrong user or password: correct DATABASE_URL',
  '28000': 'this user may not connect: correct DATABASE_URL or pg_hba.conf',
  '3D000': 'this database does not exist: create it or correct DATABASE_URL',
  '42501': 'this user may not create tables: grant it, or use the owner of the database in DATABASE_URL',
  '55P03': 'another process has been migrating for two minutes: look at it, then try again',
};

function explain(thrown: unknown): string {
  const error = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown;
  const { code, message = String(error) } = error as { code?: string; message?: string };
  const said = (message.split('\n').find((line) => line.trim() !== '') ?? 'no reason given').trim();
  const cure = code === undefined ? undefined : cures[code];
  if (cure !== undefined) return `the database cannot be used (${said}): ${cure}`;
  return `migration failed (${said}): the failed step was rolled back; mend the cause, then see docs/runbooks/failed-migration.md`;
}

/** `node dist/prisma/migrate.js`: exit code 0 when the database is up to date. */
async function main(): Promise<void> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new MigrationError('DATABASE_URL is not set: postgresql://user:password@host:5432/database');
  const applied = await applyMigrations(databaseUrl);
  process.stdout.write(applied.length === 0 ? 'database is up to date\n' : `applied ${applied.join(', ')}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof MigrationError ? error.message : String((error as Error).stack)}\n`);
    process.exitCode = 1;
  });
}
