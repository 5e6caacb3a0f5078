import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { build, isBuilt } from '../build.mjs';
import { boardOf } from './board.mjs';
import { claimFolder } from './claim.mjs';
import { run } from './command.mjs';
import { ensureDependencies } from './install.mjs';
import { Lifeline } from './lifeline.mjs';
import { rememberedPorts, rememberPorts, secrets } from './memory.mjs';
import { inData, inRoot } from './paths.mjs';
import { commandOf, pagesCommand, planOf } from './plan.mjs';
import { choosePort } from './port-choice.mjs';
import { freePortLike } from './port.mjs';
import { Problem } from './problem.mjs';
import { step } from './progress.mjs';
import { dropOwnData, provideDatabase, provideRedis } from './services.mjs';
import { Supervised } from './supervisor.mjs';

/** How long the api and the worker may take until they are ready. */
const readyWithinMs = 90_000;

/**
 * `npm start`: from whatever is there to a running box office, and back to nothing on Ctrl-C.
 * @param {string[]} args
 */
export async function main(args) {
  const lifeline = new Lifeline();
  stopOnSignals(lifeline);
  const work = bringUp(args, lifeline);
  lifeline.during(work);
  try {
    await work;
  } catch (error) {
    if (lifeline.ending) return;
    console.error(error instanceof Problem ? `\naisle: ${error.message}` : error);
    await lifeline.end();
    process.exit(1);
  }
}

/** @param {Lifeline} lifeline */
function stopOnSignals(lifeline) {
  // npm passes on the Ctrl-C that the terminal has sent us already, hence a second signal is no cause to hurry.
  const stop = () => {
    if (!lifeline.ending) process.stdout.write('\nstopping …\n');
    void lifeline.end().then(() => process.stdout.write('stopped\n', () => process.exit(0)));
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  // Stopping npm itself does not reach us: the shell between us dies without passing the signal on.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event']) setInterval(() => process.ppid !== parent && stop(), 250).unref();
  // A closed terminal takes the screen away before the signal comes.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}

/** @param {string[]} args @param {Lifeline} lifeline */
async function bringUp(args, lifeline) {
  const began = performance.now();
  const plan = planOf(args);
  const claim = await claimFolder();
  lifeline.add('run file', claim.release);
  lifeline.onChildren = (children) => claim.update({ children });
  const { port, instead } = await choosePort({ given: process.env['PORT'], host: plan.host });
  const url = `http://${plan.host.includes(':') ? `[${plan.host}]` : plan.host}:${port}`;
  claim.update({ url });
  process.stdout.write(`Aisle${plan.demo ? ', demo mode' : ''}${instead === null ? '' : ` (${instead})`}\n`);

  if (plan.fresh) await step('drop demo data', dropOwnData);
  await step('dependencies', async (note) => note((await ensureDependencies(lifeline)) ? 'installed' : 'present'));
  const database = await step('database', async (note) => {
    const provided = await provideDatabase(lifeline);
    note(provided.own ? 'embedded PostgreSQL' : 'from DATABASE_URL');
    return provided;
  });
  const redis = await step('redis', (note) => provideRedis(lifeline, note));
  await step('build', (note) => (isBuilt() ? note('unchanged') : build()));
  const env = await environmentOf({ plan, port, url, database, redis });
  await step('migrations', (note) => migrate(lifeline, env, note));
  if (plan.demo && existsSync(inRoot('dist', 'prisma', 'seed.js'))) await step('demo data', (note) => seed(lifeline, env, note));
  await step('api and worker', () => startProcesses({ plan, env, url, lifeline }));
  process.stdout.write(boardOf({ url, demo: plan.demo, seconds: (performance.now() - began) / 1000 }));
}

/**
 * @param {{ plan: import('./plan.mjs').Plan, port: number, url: string, database: { url: string }, redis: { url: string, queueUrl: string } }} known
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function environmentOf({ plan, port, url, database, redis }) {
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, QUEUE_REDIS_URL: redis.queueUrl, HOST: plan.host, PORT: String(port) };
  const publicUrl = { PUBLIC_URL: process.env['PUBLIC_URL'] || url };
  if (!plan.demo) return { ...env, ...publicUrl };
  const mailbox = process.env['MAILBOX_PORT'] || String(await freePortLike(rememberedPorts().mailbox));
  rememberPorts({ mailbox: Number(mailbox) });
  const { webhookSecret, pushKeys } = secrets();
  const pushes = process.env['VAPID_PUBLIC_KEY'] ? {} : { VAPID_PUBLIC_KEY: pushKeys.publicKey, VAPID_PRIVATE_KEY: pushKeys.privateKey };
  const secret = process.env['WEBHOOK_SECRET_SANDBOX'] || webhookSecret;
  const demo = { AISLE_DEMO: '1', MAILBOX_PORT: mailbox, MAILBOX_DIR: inData('mailbox'), WEBHOOK_SECRET_SANDBOX: secret, ...pushes };
  return { ...env, ...publicUrl, ...demo };
}

/** @param {Lifeline} lifeline @param {NodeJS.ProcessEnv} env @param {(text: string) => void} note */
async function migrate(lifeline, env, note) {
  const outcome = await run({ command: process.execPath, args: [inRoot('dist', 'prisma', 'migrate.js')], log: 'migrate', env, lifeline });
  if (outcome.code !== 0) throw new Problem(outcome.lastLine || 'the migrations failed: see .data/logs/migrate.log');
  note(outcome.lastLine);
}

/** @param {Lifeline} lifeline @param {NodeJS.ProcessEnv} env @param {(text: string) => void} note */
async function seed(lifeline, env, note) {
  const outcome = await run({ command: process.execPath, args: [inRoot('dist', 'prisma', 'seed.js')], log: 'seed', env, lifeline });
  if (outcome.code !== 0)
    throw new Problem(
      `the demo data could not be written (${outcome.lastLine}): see .data/logs/seed.log, or start over with "npm start -- --fresh"`,
    );
  note(outcome.lastLine.startsWith('{') ? '' : outcome.lastLine);
}

/** @param {{ plan: import('./plan.mjs').Plan, env: NodeJS.ProcessEnv, url: string, lifeline: Lifeline }} order */
async function startProcesses({ plan, env, url, lifeline }) {
  lifeline.check();
  const supervise = (/** @type {string} */ name, /** @type {{ command: string, args: string[] }} */ how) =>
    new Supervised({ name, ...how, env, verbose: plan.verbose, lifeline });
  const api = supervise('api', commandOf('api', plan));
  const worker = supervise('worker', commandOf('worker', plan));
  const pages = plan.dev ? pagesCommand() : null;
  const all = pages === null ? [api, worker] : [api, worker, supervise('pages', pages)];
  // Together: neither waits for the other, and both give their work back before the servers go.
  lifeline.add('api and worker', async () => void (await Promise.all(all.map((each) => each.stop()))));
  for (const each of all) each.start();
  const late = new AbortController();
  const timeout = pause(readyWithinMs, undefined, { signal: late.signal }).then(() => {
    throw new Problem(`the api and the worker were not ready within ${readyWithinMs / 1000} s: see .data/logs/api.log and worker.log`);
  });
  timeout.catch(() => {});
  try {
    await Promise.race([Promise.all([apiReady(url, api, lifeline), worker.ready]), timeout, lifeline.whenEnding]);
    lifeline.check();
  } finally {
    late.abort();
  }
}

/** @param {string} url @param {Supervised} api @param {Lifeline} lifeline */
async function apiReady(url, api, lifeline) {
  const asking = (async () => {
    while (!lifeline.ending) {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return api.markReady();
      await pause(50);
    }
  })();
  // The log line alone is not enough: ready is what /readyz says. A process that cannot start ends the wait.
  await Promise.race([asking, api.ready.then(() => asking)]);
}
