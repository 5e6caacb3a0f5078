import type { Log } from '../domain/log.js';

interface Step {
  name: string;
  run(): Promise<void> | void;
}

/**
 * The end of a process, in one order. A stop is asked for once, by a signal or by a failed start; from then on
 * the process is not ready, and the steps run one after the other: first no more comes in, then what is in hand is finished,
 * then connections are closed. A step that fails is logged, and the next one runs. When it takes longer than `limitMs`, the
 * process ends anyway: whatever was in hand can be derived again from the ledger.
 */
export class Lifecycle {
  readonly #log: Log;
  readonly #limitMs: number;
  readonly #exit: (code: number) => void;
  readonly #steps: Step[] = [];
  #stopping: Promise<void> | null = null;

  constructor(parts: { log: Log; limitMs: number; exit: (code: number) => void }) {
    this.#log = parts.log;
    this.#limitMs = parts.limitMs;
    this.#exit = parts.exit;
  }

  /** From the first request to stop on. */
  get draining(): boolean {
    return this.#stopping !== null;
  }

  /** Adds a step; steps run in the order in which they were added. */
  onStop(name: string, run: Step['run']): void {
    this.#steps.push({ name, run });
  }

  /** Stops the process. A second call waits for the first. */
  stop(reason: string, code = 0): Promise<void> {
    this.#stopping ??= this.#run(reason, code);
    return this.#stopping;
  }

  async #run(reason: string, code: number): Promise<void> {
    this.#log.info({ reason }, 'stopping');
    const hard = setTimeout(() => {
      this.#log.error({ reason, limitMs: this.#limitMs }, 'stopping took too long; ending anyway');
      this.#exit(1);
    }, this.#limitMs);
    for (const step of this.#steps) {
      try {
        await step.run();
      } catch (err) {
        this.#log.warn({ err, step: step.name }, 'a step of stopping failed');
      }
    }
    clearTimeout(hard);
    this.#log.info({ reason }, 'stopped');
    this.#exit(code);
  }
}
