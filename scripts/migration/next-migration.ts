import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '../../prisma/migrate.js';
import { everything, loadSchemaEngine, MigrationDatabase, migrationsFolder, readMigrations } from '../../prisma/schema-engine.js';
import { startPostgres } from '../start/postgres.mjs';
import { startWatchdog } from '../start/watchdog.mjs';
import { commentsOf, statementFor } from './schema-comments.js';
import type { WantedComment } from './schema-comments.js';

/** Where the schema and its migrations lie. */
export interface MigrationSources {
  schemaFile: URL;
  folder: URL;
}

/** The sources of this project. */
export const ownSources: MigrationSources = { schemaFile: new URL('../schema.prisma', migrationsFolder), folder: migrationsFolder };

const throwAwayPassword = 'migration';

/**
 * Applies the migrations to a throw-away PostgreSQL and compares the outcome with the schema: tables by Prisma's own
 * engine, which leaves alone what the schema language has no words for (checks, partial indexes, triggers), and comments
 * by PostgreSQL's catalogue.
 * @returns the SQL that is missing; empty when the migrations are up to date
 */
export async function missingSql(sources: MigrationSources = ownSources): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-migration-'));
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  const logFile = join(folder, 'postgres.log');
  const server = await startPostgres({ dataDir: join(folder, 'postgres'), password: throwAwayPassword, logFile, durable: false, watchdog });
  try {
    const schema = readFileSync(sources.schemaFile, 'utf8');
    const structure = await missingStructure(server.port, sources, schema);
    const comments = await missingComments(server.urlOf('postgres'), sources, structure, commentsOf(schema));
    return [structure, comments.map(statementFor).join('\n')].filter((part) => part !== '').join('\n\n');
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    watchdog.close();
  }
}

async function missingStructure(port: number, { folder }: MigrationSources, schema: string): Promise<string> {
  const database = new MigrationDatabase({ host: '127.0.0.1', port, user: 'aisle', password: throwAwayPassword, database: 'postgres' });
  const engine = await loadSchemaEngine(database);
  try {
    const migrations = await readMigrations(folder);
    const from = migrations.migrationDirectories.length === 0 ? { tag: 'empty' as const } : { tag: 'migrations' as const, ...migrations };
    const to = { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content: schema }] };
    const result = await engine.diff({ from, to, script: true, exitCode: true, filters: everything });
    return result.exitCode === 0 ? '' : (result.stdout ?? '').trim();
  } finally {
    engine.free();
    await database.close();
  }
}

async function missingComments(
  url: string,
  { folder }: MigrationSources,
  structure: string,
  wanted: WantedComment[],
): Promise<WantedComment[]> {
  await applyMigrations(url, folder);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (structure !== '') await client.query(structure);
    const missing: WantedComment[] = [];
    for (const comment of wanted) if ((await commentInDatabase(client, comment)) !== comment.text) missing.push(comment);
    return missing;
  } finally {
    await client.end();
  }
}

async function commentInDatabase(client: pg.Client, { kind, path }: WantedComment): Promise<string | null> {
  const [name, column] = path;
  const ofColumn = `SELECT col_description(attrelid, attnum) AS comment FROM pg_attribute WHERE attrelid = format('%I', $1::text)::regclass AND attname = $2`;
  const ofTable = `SELECT obj_description(format('%I', $1::text)::regclass, 'pg_class') AS comment`;
  const ofType = `SELECT obj_description(format('%I', $1::text)::regtype, 'pg_type') AS comment`;
  const query =
    kind === 'COLUMN' ? { text: ofColumn, values: [name, column] } : { text: kind === 'TABLE' ? ofTable : ofType, values: [name] };
  const found = await client.query<{ comment: string | null }>(query);
  return found.rows[0]?.comment ?? null;
}
