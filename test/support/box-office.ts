import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Disposer } from './disposer.js';
import { freePort } from './free-port.js';
import { GraphQLClient } from './graphql-client.js';
import { freshDatabase, lentRedis, onCluster, privateRedis, type PrivateRedis, uniquePrefix, useServices } from './services.js';
import { waitFor } from './wait-for.js';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A whole box office of real processes: its own database and Redis, one api, one worker. */
export interface BoxOffice {
  url: string;
  databaseUrl: string;
  redis: PrivateRedis;
  mailboxDir: string;
  api: Process;
  worker: Process;
  /** A new client; closed with the box office. `url`: of another api than the first. */
  client(url?: string): GraphQLClient;
  /** Starts another api and another worker on the same ledger and Redis. */
  twins(): Promise<{ url: string; api: Process; worker: Process }>;
}

/** A process that can be killed and started again with the same environment. */
export class Process {
  readonly #name: string;
  readonly #args: string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #isReady: (output: string) => Promise<boolean>;
  #child: ChildProcess | null = null;
  /** All it printed, over all its lives. */
  output = '';

  constructor(name: string, args: string[], env: NodeJS.ProcessEnv, isReady: (output: string) => Promise<boolean>) {
    this.#name = name;
    this.#args = args;
    this.#env = env;
    this.#isReady = isReady;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
      this.output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ready = async () => {
      if (child.exitCode !== null) throw new Error(`${this.#name} ended with ${child.exitCode}: ${printed.slice(-2000)}`);
      return this.#isReady(printed);
    };
    await waitFor(ready, { timeoutMs: 90_000 }).catch((cause: unknown) => {
      throw new Error(`${this.#name} did not become ready: ${printed.slice(-2000)}`, { cause });
    });
  }

  /** Ends it with a signal and waits until it is gone. Safe when it is not running. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    // Not `exit`: its last lines may still be on their way then.
    await once(child, 'close');
  }
}

/** A test that waits by asking again and again is not to be turned away for it; the limits have tests of their own. */
const UNLIMITED = {
  LIMIT_HOLDS_PER_10S: '1000000',
  LIMIT_OPERATIONS_PER_10S: '1000000',
  LIMIT_REQUESTS_PER_10S: '1000000',
  LIMIT_SESSIONS_PER_10S: '100000',
};

/**
 * Starts a box office with the demo's logins and sale, or without `AISLE_DEMO` an empty one. Its Redis is its own, unless `env` names one or the run is on a cluster.
 * @param env shortens business numbers
 * @param dist another build of it
 */
export async function startBoxOffice(disposer: Disposer, env: Record<string, string> = {}, dist = DIST): Promise<BoxOffice> {
  const [main, seed] = [join(dist, 'src/main.js'), join(dist, 'prisma/seed.js')];
  const database = await freshDatabase();
  disposer.add(database.drop);
  const lent = env['REDIS_URL'] ?? (onCluster() ? useServices().redisUrl : undefined);
  const redis = lent === undefined ? await privateRedis({ durable: true }) : lentRedis(lent);
  disposer.add(() => redis.stop());
  const folder = mkdtempSync(join(tmpdir(), 'aisle-mailbox-'));
  disposer.add(() => rmSync(folder, { recursive: true, force: true }));
  const [port, mailboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    AISLE_DEMO: '1',
    PORT: String(port),
    MAILBOX_PORT: String(mailboxPort),
    MAILBOX_DIR: folder,
    DATABASE_URL: database.databaseUrl,
    REDIS_URL: redis.redisUrl,
    QUEUE_PREFIX: uniquePrefix('aisle'),
    WEBHOOK_SECRET_SANDBOX: randomBytes(24).toString('hex'),
    LOG_LEVEL: 'info',
    ...UNLIMITED,
    ...env,
  };
  if (settings.AISLE_DEMO === '1') await runToEnd([seed], settings);
  const pair = async (place: { PORT: string; MAILBOX_PORT: string }) => {
    const own = { ...settings, ...place };
    const address = `http://127.0.0.1:${place.PORT}`;
    const api = new Process('api', [main, 'api'], own, () => isUp(address));
    const worker = new Process('worker', [main, 'worker'], own, async (output) => output.includes('worker ready'));
    disposer.add(() => Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')]));
    await Promise.all([api.start(), worker.start()]);
    return { url: address, api, worker };
  };
  const { api, worker } = await pair(settings);
  const twins = async () => pair({ PORT: String(await freePort()), MAILBOX_PORT: String(await freePort()) });
  const client = (at = url) => {
    const made = new GraphQLClient(at);
    disposer.add(() => made.close());
    return made;
  };
  return { url, databaseUrl: database.databaseUrl, redis, mailboxDir: folder, api, worker, client, twins };
}

/**
 * Copies the build with guards taken out of its scripts: a race test shows with it that the guards are what it tests.
 * @param guards by script file, the conditions that become `if false then`
 * @returns the folder of the copy, removed with the disposer
 */
export function buildWithout(disposer: Disposer, guards: Record<string, string[]>): string {
  const folder = mkdtempSync(join(DIST, '..', 'dist-unguarded-'));
  disposer.add(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(DIST, folder, { recursive: true });
  for (const [file, conditions] of Object.entries(guards)) {
    const path = join(folder, 'src/lua', file);
    const text = conditions.reduce(
      (script, condition) => {
        if (!script.includes(condition)) throw new Error(`${file} has no guard ${condition}`);
        return script.replace(condition, 'if false then');
      },
      readFileSync(path, 'utf8'),
    );
    writeFileSync(path, text);
  }
  return folder;
}

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (reply) => reply.ok,
    () => false,
  );
}

async function runToEnd(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args[0]} ended with ${String(code)}: ${printed.slice(-2000)}`);
}
