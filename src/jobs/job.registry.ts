import type { JobHandler } from './job.kit.js';
import type { QueueContract } from './queue.contract.js';

/** Every contract with its one handler. Refuses to exist half-built: failures belong into a deployment, not to customers. */
export class JobRegistry {
  readonly #handlers: ReadonlyMap<string, JobHandler>;

  /** @throws Error that lists every contract without exactly one handler, every handler without a contract and every double name. */
  constructor(parts: { contracts: readonly QueueContract[]; handlers: readonly JobHandler[] }) {
    const problems: string[] = [];
    const names = parts.contracts.map((contract) => contract.name);
    for (const name of new Set(names)) {
      if (names.filter((other) => other === name).length > 1) problems.push(`${name}: two contracts of this name`);
      const count = parts.handlers.filter((handler) => handler.contract.name === name).length;
      if (count !== 1) problems.push(`${name}: ${count} handlers instead of one`);
    }
    for (const { contract } of parts.handlers) {
      if (!parts.contracts.includes(contract)) problems.push(`${contract.name}: a handler for a contract that is not listed`);
    }
    if (problems.length > 0) throw new Error(`The queues are not complete:\n${problems.join('\n')}`);
    this.#handlers = new Map(parts.handlers.map((handler) => [handler.contract.name, handler]));
  }

  get handlers(): JobHandler[] {
    return [...this.#handlers.values()];
  }
}
