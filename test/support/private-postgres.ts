import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../../prisma/migrate.js';
import { borrowedHome } from '../../scripts/start/postgres-files.mjs';
import { startPostgres } from '../../scripts/start/postgres.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';
import type { Disposer } from './disposer.js';
import { freePort } from './free-port.js';

/** A PostgreSQL that only this test uses, as durable as in production: it may be killed and started again. */
export interface PrivatePostgres {
  /** Of a migrated database. */
  databaseUrl: string;
  /** Ends the server without any goodbye (immediate shutdown): what was committed is in its log, and nothing else. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder; it recovers by itself. */
  restart(): Promise<void>;
}

export async function privatePostgres(disposer: Disposer): Promise<PrivatePostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-ledger-'));
  const dataDir = join(folder, 'postgres');
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  const start = (port: number) => startPostgres({ dataDir, password: 'test', logFile: join(folder, 'postgres.log'), watchdog, port });
  // Of the ports that nobody takes by accident: it is to be had again for a restart.
  let server = await start(await freePort());
  disposer.add(async () => {
    await server.stop();
    for (const left of [borrowedHome(dataDir), folder]) rmSync(left, { recursive: true, force: true });
    watchdog.close();
  });
  const { port } = server;
  const databaseUrl = server.urlOf('postgres');
  await applyMigrations(databaseUrl);
  return {
    databaseUrl,
    async kill() {
      process.kill(server.pid, 'SIGQUIT');
      await server.exited;
    },
    async restart() {
      server = await start(port);
      if (server.port !== port) throw new Error(`port ${port} was taken by someone else in the meantime`);
    },
  };
}
