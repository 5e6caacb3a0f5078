import type { Page, PageRequest } from '../domain/page.js';
import type { DeadLetterFilter, DeadLetterModel, DeadLetterPort } from '../stores/dead-letter.port.js';
import { ProblemList } from './problem-list.js';

const MAX_IDS = 1000;

/** Staff's view of work that was given up. */
export class DeadLetterService {
  readonly #deadLetters: DeadLetterPort;

  constructor(ports: { deadLetters: DeadLetterPort }) {
    this.#deadLetters = ports.deadLetters;
  }

  /** Newest failure first. @throws BAD_USER_INPUT for more than 1,000 ids or a cursor of another list. */
  async list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetterModel>> {
    const problems = new ProblemList();
    problems.check((filter.ids?.length ?? 0) <= MAX_IDS, 'filter.ids', `must be at most ${MAX_IDS}`);
    problems.throwIfAny();
    return this.#deadLetters.list(filter, page);
  }
}
