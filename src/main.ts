import { runAdmin } from './admin.js';
import { compose, type Role } from './compose.js';
import { EnvError, readEnv } from './config/env.js';
import type { Log } from './domain/log.js';
import { createLogger } from './transport/logger.js';

const ROLES: readonly string[] = ['api', 'worker', 'all'];

/**
 * One process of the box office: `node dist/src/main.js api|worker|all`, or the command `admin`, which ends by itself. SIGTERM and
 * SIGINT stop it in order; anything that nobody caught ends it with an entry in the log, for the supervisor to start it anew: its
 * state is in the ledger, not in its memory.
 */
async function main(role: string): Promise<void> {
  if (role === 'admin') {
    process.exitCode = await runAdmin(process.argv.slice(3));
    return;
  }
  if (!ROLES.includes(role)) throw new EnvError(`role: "${role}" is none of ${ROLES.join(', ')}`);
  const env = readEnv();
  const log: Log = createLogger({ level: env.LOG_LEVEL, role });
  const office = await compose(env, role as Role, log, (code) => process.exit(code));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void office.stop(signal));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.error({ err }, event);
      void office.stop(event, 1);
    });
  }
  const url = await office.start();
  log.info(url === null ? {} : { url }, `${role} ready`);
}

main(process.argv[2] ?? 'all').catch((error: unknown) => {
  const known = error instanceof EnvError || (error as { code?: string }).code === 'EADDRINUSE';
  process.stderr.write(`${known ? (error as Error).message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});
