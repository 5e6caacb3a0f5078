import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import type { MigrationDirectory, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What `PrismaPg` connects to; the package does not export its name. */
type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** The two things used of a global that neither the `es2023` library nor Node's types declare. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** Glue that wasm-bindgen generated; its types leave out the hand-over of the compiled module. */
type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: Record<string, unknown>): void;
};

/** Folder of the migrations, beside this file: `prisma/migrations` in the sources, `dist/prisma/migrations` when built. */
export const migrationsFolder = new URL('./migrations/', import.meta.url);

/**
 * The database for the engine. Prisma's adapter splits a script at every semicolon; here a migration goes to PostgreSQL
 * whole, so that function bodies survive and a failure undoes all of it. The first failure is kept, because the engine
 * only reports "external connector error".
 */
export class MigrationDatabase extends PrismaPg {
  /** What PostgreSQL said to the first script that failed. */
  firstFailure: Error | undefined;

  private readonly pools: pg.Pool[] = [];
  private readonly shadows: MigrationDatabase[] = [];

  /** @param config for `diff`: discrete fields, because an address in one string would win over the shadow database's name */
  constructor(private readonly pgConfig: pg.PoolConfig) {
    super({ ...pgConfig, max: 2 });
  }

  override async connect() {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();
    this.pools.push(pool);
    readCatalogueLetters(adapter);
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        this.firstFailure ??= error as Error;
        throw error;
      }
    };
    return adapter;
  }

  /** A fresh database on the same server, which `diff` fills from the migrations. Only for throw-away servers: it stays. */
  override async connectToShadowDb() {
    const database = `shadow_${randomUUID().replaceAll('-', '')}`;
    await (await this.connect()).executeScript(`CREATE DATABASE ${database}`);
    const shadow = new MigrationDatabase({ ...this.pgConfig, database });
    this.shadows.push(shadow);
    return shadow.connect();
  }

  /** Closes every connection that the engine was given and has not closed itself. */
  async close(): Promise<void> {
    await Promise.all(this.pools.splice(0).map((pool) => (pool.ending ? undefined : pool.end())));
    await Promise.all(this.shadows.splice(0).map((shadow) => shadow.close()));
  }
}

/** Type numbers of PostgreSQL: "char", the single letters of its catalogue tables, and text. */
const catalogueLetter = 18;
const text = 25;

/**
 * Prisma's adapter refuses the catalogue's letters, which the engine reads as characters when it compares. The pool
 * calls them text, and the adapter's answer calls them characters again.
 */
function readCatalogueLetters(adapter: Adapter): void {
  const letters = new Set<string>();
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const translating = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== catalogueLetter) continue;
      field.dataTypeID = text;
      letters.add(field.name);
    }
    return result;
  };
  pool.query = translating as typeof pool.query;
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const columnTypes = result.columnTypes.map((type, index) =>
      letters.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}

/** The generated glue keeps its state in module variables: the engine is compiled once a process. */
let compiled: Promise<EngineModule> | undefined;

async function compileEngine(): Promise<EngineModule> {
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as EngineModule;
  const main = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(main.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withQuietTimers(glue) });
  // The engine tells the reason of a panic here before it stops.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (reason: string) => process.emitWarning(reason) } });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return glue;
}

/**
 * The engine sets a timer of ten seconds for its own lock and never clears it. Unreferenced, it no longer keeps a
 * process alive that is done; while the engine waits, its connection does.
 */
function withQuietTimers(glue: EngineModule): object {
  const quiet = (callback: () => void, waitMs: number) => setTimeout(callback, waitMs).unref();
  return Object.fromEntries(Object.entries(glue).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? quiet : value]));
}

/**
 * Prisma's own schema engine as WebAssembly: the same code, history table and checksums as `prisma migrate`, without its
 * 227 MB command line and without downloading a binary. Node 20 cannot import `.wasm` files, hence the loading by hand.
 *
 * @returns the engine; call its `free()`, then `close()` of the database, when done
 */
export async function loadSchemaEngine(database: MigrationDatabase): Promise<SchemaEngine> {
  compiled ??= compileEngine();
  const { SchemaEngine } = await compiled;
  return SchemaEngine.new({ datamodels: undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(database));
}

/** What every engine call wants to know about tables that are not ours: there are none. */
export const everything = { externalTables: [], externalEnums: [] };

/**
 * The migrations on disk, in the order in which they apply (by name).
 * @param folder a `file:` URL that ends with a slash
 */
export async function readMigrations(folder: URL = migrationsFolder): Promise<MigrationList> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(names.toSorted().map((name) => readMigration(folder, name)));
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' };
  return { baseDir: folder.pathname, lockfile, shadowDbInitScript: '', migrationDirectories };
}

async function readMigration(folder: URL, name: string): Promise<MigrationDirectory> {
  const value = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
}
