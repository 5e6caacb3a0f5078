import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { inData, root } from './paths.mjs';
import { humanLine, saysReady } from './log-lines.mjs';
import { Problem } from './problem.mjs';
import { endProcess } from './process.mjs';

/** First wait before a crashed process is started again; doubles up to the last. A minute of life starts over. */
const firstWaitMs = 250;
const lastWaitMs = 10_000;
const steadyMs = 60_000;

/** Crashes before it was ever ready, after which the start is given up. */
const crashesBeforeReady = 3;

/** The process's own limit for a graceful stop is 10 s (SHUTDOWN_MS); after this it is killed. */
const stopGraceMs = 12_000;

/** A log larger than this is put aside at the next start; one old log is kept. */
const logLimitBytes = 20_000_000;

/**
 * One process of ours that has to run: started again when it ends by itself, its log prefixed with its name.
 * @typedef {{ name: string, command: string, args: string[], env: NodeJS.ProcessEnv, verbose: boolean, lifeline: import('./lifeline.mjs').Lifeline }} Order
 */
export class Supervised {
  /** @type {import('./process.mjs').ProcessIdentity | null} */
  #identity = null;
  /** @type {NodeJS.Timeout | undefined} */
  #again;
  #crashes = 0;
  #stopped = false;
  #wasReady = false;
  /** @type {import('node:fs').WriteStream} */
  #log;
  /** @type {() => void} */
  #onReady = () => {};
  /** @type {(error: Error) => void} */
  #onFailed = () => {};

  /** @param {Order} order */
  constructor(order) {
    this.order = order;
    this.#log = openLog(order.name);
    /** Resolves when the process said that it is ready; rejects when it cannot be started. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailed = reject;
    });
    this.ready.catch(() => {});
  }

  start() {
    const { name, command, args, env, lifeline } = this.order;
    const began = Date.now();
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const pid = child.pid;
    if (pid !== undefined) this.#identity = lifeline.watchdog.watch(pid, { graceMs: stopGraceMs });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    child.once('error', (error) => this.#onFailed(new Problem(`${name} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (pid !== undefined) lifeline.watchdog.forget(pid);
      if (!this.#stopped) this.#ended(Date.now() - began, signal ?? `code ${code}`);
    });
  }

  /** @param {string} line */
  #take(line) {
    this.#log.write(`${line}\n`);
    const shown = humanLine(line, this.order);
    if (shown !== null && !this.#stopped) process.stdout.write(`${this.order.name.padEnd(8)} ${shown}\n`);
    if (saysReady(line)) this.markReady();
  }

  /** Also called by whoever asked the process itself, over HTTP. */
  markReady() {
    this.#wasReady = true;
    this.#onReady();
  }

  /** @param {number} livedMs @param {string} how */
  #ended(livedMs, how) {
    const { name } = this.order;
    this.#crashes = livedMs > steadyMs ? 1 : this.#crashes + 1;
    if (!this.#wasReady && this.#crashes >= crashesBeforeReady) {
      this.#onFailed(new Problem(`the ${name} process ends as soon as it starts (${how}): see the end of .data/logs/${name}.log`));
      return;
    }
    const waitMs = Math.min(firstWaitMs * 2 ** (this.#crashes - 1), lastWaitMs);
    process.stdout.write(`${name.padEnd(8)} ended unexpectedly (${how}), starting it again in ${waitMs} ms\n`);
    this.#again = setTimeout(() => this.start(), waitMs);
  }

  /** Asks the process to end, waits for its graceful stop, and does not start it again. */
  async stop() {
    this.#stopped = true;
    clearTimeout(this.#again);
    if (this.#identity !== null) await endProcess(this.#identity, { graceMs: stopGraceMs });
    this.#log.end();
  }
}

/** @param {string} name */
function openLog(name) {
  mkdirSync(inData('logs'), { recursive: true });
  const file = inData('logs', `${name}.log`);
  if (existsSync(file) && statSync(file).size > logLimitBytes) {
    rmSync(`${file}.1`, { force: true });
    renameSync(file, `${file}.1`);
  }
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
}
