import { freePort } from '../support/free-port.js';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startWatchdog, type Guard } from '../../scripts/start/watchdog.mjs';

/** Several api processes and a worker of one box office, on servers that somebody else started. */
export interface Fleet {
  urls: string[];
  /** What all processes have said, for whoever wonders why one is not well. */
  said(): string;
  stop(): Promise<void>;
}

export interface FleetOptions {
  databaseUrl: string;
  /** What the processes take for their Redis: a proxy before it, usually. */
  redisUrl: string;
  queueRedisUrl: string;
  /** Folder of the build. */
  dist: string;
  /** Scratch folder, for mails. */
  folder: string;
  apis: number;
  env?: Record<string, string>;
}

/** One machine plays all buyers: the limits for one address and one person are out of the way. */
const CROWD = {
  LIMIT_SESSIONS_PER_10S: '1000000',
  LIMIT_REQUESTS_PER_10S: '10000000',
  LIMIT_HOLDS_PER_10S: '1000000',
  LIMIT_OPERATIONS_PER_10S: '1000000',
  PAY_SECONDS: '3600',
  LOG_LEVEL: 'warn',
};

const READY_MS = 90_000;

/** Starts a fleet with the demo's logins. @throws with what a process said when one does not come up */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { dist, apis } = options;
  const common: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    AISLE_DEMO: '1',
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redisUrl,
    QUEUE_REDIS_URL: options.queueRedisUrl,
    QUEUE_PREFIX: `{fleet-${randomBytes(4).toString('hex')}}`,
    WEBHOOK_SECRET_SANDBOX: randomBytes(24).toString('hex'),
    MAILBOX_DIR: join(options.folder, 'mailbox'),
    MAILBOX_PORT: String(await freePort()),
    ...CROWD,
    ...options.env,
  };
  // Whatever happens to this process, the fleet does not outlive it.
  const watchdog = startWatchdog();
  const seeded = new Member(
    'seed',
    [join(dist, 'prisma/seed.js')],
    { ...common, PORT: '4000', REDIS_URL: options.queueRedisUrl },
    watchdog,
  );
  const ports = await Promise.all(Array.from({ length: apis }, () => freePort()));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const main = join(dist, 'src/main.js');
  const members: Member[] = [seeded];
  const stop = async () => {
    await Promise.all(members.map((member) => member.end()));
    watchdog.close();
  };
  try {
    await seeded.ended();
    for (const [at, port] of ports.entries()) {
      // The first keeps the mailbox that the worker sends to.
      const mailbox = at === 0 ? {} : { MAILBOX_PORT: String(await freePort()) };
      members.push(new Member(`api ${at}`, [main, 'api'], { ...common, ...mailbox, PORT: String(port) }, watchdog));
    }
    members.push(new Member('worker', [main, 'worker'], { ...common, PORT: '4000', LOG_LEVEL: 'info' }, watchdog));
    const worker = members.at(-1)!;
    await Promise.all([
      ...urls.map((url, at) => members[at + 1]!.ready(() => answers(url))),
      worker.ready(async () => worker.output.includes('worker ready')),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, stop, said: () => members.map(({ name, output }) => `--- ${name}\n${output}`).join('\n') };
}

/** One process of a fleet. */
class Member {
  output = '';
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;

  constructor(name: string, args: string[], env: NodeJS.ProcessEnv, watchdog: Guard) {
    this.name = name;
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.#child, 'exit');
    if (this.#child.pid !== undefined) watchdog.watch(this.#child.pid);
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  async ready(isReady: () => Promise<boolean>): Promise<void> {
    for (const until = performance.now() + READY_MS; !(await isReady()); await pause(50)) {
      if (this.#child.exitCode !== null || performance.now() > until)
        throw new Error(`${this.name} is not ready:\n${this.output.slice(-2000)}`);
    }
  }

  /** Waits until it has ended by itself. @throws when that was not well */
  async ended(): Promise<void> {
    const [code] = (await this.#exited) as [number | null];
    if (code !== 0) throw new Error(`${this.name} ended with ${code}:\n${this.output.slice(-2000)}`);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (reply) => reply.ok,
    () => false,
  );
}

/** A loopback port that is free right now. */
