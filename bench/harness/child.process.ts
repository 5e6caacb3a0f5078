import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadReport } from '../load/load.contract.js';
import { pin } from './machine.js';

/** A server under test or beside it: said to be ready when it answers, ended by its id. */
export class ServerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  #output = '';

  constructor(name: string, args: string[], env: NodeJS.ProcessEnv, core?: number) {
    this.name = name;
    this.#child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    if (core !== undefined) pin(this.pid, core);
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-20_000)));
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** @throws with the last of what it said, when it ends first or is not ready within 30 s */
  async ready(isReady: () => Promise<boolean>): Promise<this> {
    for (const until = performance.now() + 30_000; !(await isReady()); await pause(50)) {
      if (this.#child.exitCode !== null || performance.now() > until)
        throw new Error(`${this.name} is not ready:\n${this.#output.slice(-2000)}`);
    }
    return this;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(hard);
  }
}

/** The load generator, in a process of its own. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  constructor(core?: number) {
    this.#child = fork(fileURLToPath(new URL('../load/http.load.ts', import.meta.url)), { execArgv: process.execArgv });
    if (core !== undefined) pin(this.#child.pid!, core);
  }

  async run(order: LoadOrder): Promise<LoadReport> {
    this.#child.send(order);
    const [report] = (await once(this.#child, 'message')) as [LoadReport | { error: string }];
    if ('error' in report) throw new Error(report.error);
    return report;
  }

  async end(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}

export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (reply) => reply.status < 500,
    () => false,
  );
}
