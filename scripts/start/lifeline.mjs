import { Problem } from './problem.mjs';
import { startWatchdog } from './watchdog.mjs';

/**
 * Everything that has to be stopped, in the order in which it was started. One lifeline a run: it is told by a signal,
 * a closed terminal or a failure, and stops all of it once, newest first.
 * @typedef {import('./process.mjs').ProcessIdentity} ProcessIdentity
 */
export class Lifeline {
  /** @type {{ name: string, stop: () => void | Promise<void> }[]} */
  #stops = [];
  /** @type {Map<number, ProcessIdentity>} */
  #children = new Map();
  /** @type {Promise<void> | undefined} */
  #stopping;
  /** @type {((children: ProcessIdentity[]) => void)} */
  onChildren = () => {};
  #dog = startWatchdog();
  /** @type {Promise<unknown>} */
  #work = Promise.resolve();
  /** @type {() => void} */
  #announce = () => {};
  /** Resolves when the end begins: whoever waits for something can stop waiting. @type {Promise<void>} */
  whenEnding = new Promise((resolve) => (this.#announce = resolve));

  /** @returns {boolean} whether things are being stopped: then nothing new may be started */
  get ending() {
    return this.#stopping !== undefined;
  }

  /**
   * Names the work that starts things. The end waits for it, so that nothing is started behind its back.
   * @param {Promise<unknown>} work
   */
  during(work) {
    this.#work = work.catch(() => {});
  }

  /** @param {string} name @param {() => void | Promise<void>} stop */
  add(name, stop) {
    this.#stops.push({ name, stop });
  }

  /** The watchdog's face, that also keeps the list of children in the run file. */
  get watchdog() {
    return {
      /** @param {number} pid @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options] */
      watch: (pid, options) => {
        const identity = this.#dog.watch(pid, options);
        if (identity !== null) this.#children.set(pid, identity);
        this.onChildren([...this.#children.values()]);
        return identity;
      },
      /** @param {number} pid */
      forget: (pid) => {
        this.#dog.forget(pid);
        this.#children.delete(pid);
        this.onChildren([...this.#children.values()]);
      },
    };
  }

  /** @throws {Problem} when the run is being stopped */
  check() {
    if (this.ending) throw new Problem('stopped');
  }

  /** Stops everything, newest first; what fails to stop does not keep the rest. Safe to repeat: the work is done once. */
  end() {
    this.#stopping ??= this.#endAll();
    return this.#stopping;
  }

  async #endAll() {
    // A turn later, so that `ending` is true before anybody hears of it.
    await Promise.resolve();
    this.#announce();
    await this.#work;
    for (const { name, stop } of this.#stops.splice(0).toReversed()) {
      try {
        await stop();
      } catch (error) {
        console.error(`  ${name} did not stop cleanly: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.#dog.close();
  }
}
