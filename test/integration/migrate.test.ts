import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { beforeEach, expect, inject, test } from 'vitest';
import { applyMigrations, MigrationError } from '../../prisma/migrate.js';
import { commentsOf, statementFor } from '../../scripts/migration/schema-comments.js';
import { borrowDatabase } from '../support/borrowed-servers.js';
import { useDisposer } from '../support/disposer.js';

const disposer = useDisposer();
let databaseUrl = '';

beforeEach(async () => {
  const empty = await borrowDatabase(inject('databaseUrl'));
  disposer.add(empty.giveBack);
  databaseUrl = empty.url;
});

/** A folder of migrations, one for each text. */
function migrations(...texts: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-migrations-'));
  disposer.add(() => rmSync(folder, { recursive: true }));
  texts.forEach((text, index) => {
    mkdirSync(join(folder, `000${index + 1}_step`));
    writeFileSync(join(folder, `000${index + 1}_step`, 'migration.sql'), text);
  });
  return pathToFileURL(`${folder}/`);
}

async function rowsOf(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('four processes may migrate at once: one works, the others find nothing to do', async () => {
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(databaseUrl)));
  const applied = outcomes.filter((names) => names.length > 0);
  expect(applied).toHaveLength(1);
  expect(await rowsOf('SELECT count(*)::int AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL')).toEqual([
    { n: applied[0]!.length },
  ]);
});

test('a repeat applies nothing, a later migration is applied alone', async () => {
  const first = 'CREATE TABLE "one" ("id" int);';
  expect(await applyMigrations(databaseUrl, migrations(first))).toEqual(['0001_step']);
  expect(await applyMigrations(databaseUrl, migrations(first))).toEqual([]);
  expect(await applyMigrations(databaseUrl, migrations(first, 'CREATE TABLE "two" ("id" int);'))).toEqual(['0002_step']);
});

test('a migration that fails leaves none of its tables, says why, and refuses the next attempt', async () => {
  const folder = migrations('CREATE TABLE "half" ("id" int);\nCREATE TABLE "half" ("id" int);');
  await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow(/^migration failed .*relation "half" already exists/);
  expect(await rowsOf("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await expect(applyMigrations(databaseUrl, folder)).rejects.toThrow(MigrationError);
});

test('a function body with semicolons survives', async () => {
  const body = `CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`;
  await applyMigrations(databaseUrl, migrations(body));
  expect(await rowsOf('SELECT two()')).toEqual([{ two: 2 }]);
});

test('a database that cannot be used is refused in one line with the cure', async () => {
  const wrongPassword = new URL(databaseUrl);
  wrongPassword.password = 'wrong';
  await expect(applyMigrations(wrongPassword.href)).rejects.toThrow(/wrong user or password: correct DATABASE_URL$/);
  await expect(applyMigrations('postgresql://aisle@127.0.0.1:1/aisle')).rejects.toThrow(/nobody listens at that address/);
  const missing = new URL(databaseUrl);
  missing.pathname = '/nowhere';
  await expect(applyMigrations(missing.href)).rejects.toThrow(/this database does not exist/);
});

test('every table and column of the schema carries its comment in the database', async () => {
  await applyMigrations(databaseUrl);
  const tables = await rowsOf(`
    SELECT c.relname || coalesce('.' || a.attname, '') AS silent
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
      AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)`);
  expect(tables).toEqual([]);
});

test('comments are read from the schema by the names that the database has', () => {
  const schema = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
  const found = commentsOf(schema).map(({ kind, path }) => `${kind} ${path.join('.')}`);
  expect(found).toContain('TABLE order_item');
  expect(found).toContain('COLUMN order_item.seat_index');
  expect(found).not.toContain('COLUMN person.sessions');
  expect(statementFor({ kind: 'COLUMN', path: ['a', 'b'], text: "the house's" })).toBe(`COMMENT ON COLUMN "a"."b" IS 'the house''s';`);
});
