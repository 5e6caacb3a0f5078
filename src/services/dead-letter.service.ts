import { isId, type Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Viewer } from '../domain/viewer.js';
import type { DeadLetterWatcher } from '../feed/dead-letter.feed.port.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { DeadLetterFilter, DeadLetterModel, DeadLetterPort, DecidedLetter } from '../stores/dead-letter.port.js';
import type { Doorbell } from '../stores/outbox.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { checkReason, ProblemList } from './problem-list.js';

export interface DeadLetterServicePorts {
  deadLetters: DeadLetterPort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  letters: DeadLetterWatcher;
}

/** What became of the letters that one call was about. */
export interface BulkResult {
  /** Letters that the filter let through, up to the limit. */
  matched: number;
  done: number;
  /** Decided by somebody else, or their effect was done meanwhile. */
  skipped: number;
}

/** What a call decides about the letters of one slice. */
interface Decision {
  action: 'deadLetter.replay' | 'deadLetter.discard';
  filter: DeadLetterFilter;
  limit: number;
  reason?: string;
  decide(tx: Tx, ids: readonly Id[]): Promise<DecidedLetter[]>;
}

const MAX_IDS = 1000;
const MAX_LIMIT = 10_000;
/** Letters a transaction: enough to pay for it, few enough that a relay waits for milliseconds. */
const SLICE = 1000;

type Actor = Pick<Viewer, 'personId'>;

/** Work that was given up, and what staff make of it. */
export class DeadLetterService {
  readonly #ports: DeadLetterServicePorts;

  constructor(ports: DeadLetterServicePorts) {
    this.#ports = ports;
  }

  /** Newest failure first. @throws BAD_USER_INPUT for more than 1,000 ids or a cursor of another list. */
  async list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetterModel>> {
    const problems = new ProblemList();
    checkFilter(problems, filter);
    problems.throwIfAny();
    return this.#ports.deadLetters.list(filter, page);
  }

  /**
   * Sends the work of these letters again, oldest failure first. The inbox sees to it that an effect is had once, so this is safe to
   * repeat, and two may do it at once. Open letters are replayed; discarded ones only when the filter asks for that state.
   * A call that fails halfway leaves whole slices behind; a repeat goes on.
   * @throws BAD_USER_INPUT.
   */
  replay(actor: Actor, filter: DeadLetterFilter, limit: number): Promise<BulkResult> {
    const from = filter.state === 'DISCARDED' ? 'DISCARDED' : 'OPEN';
    const decide: Decision['decide'] = (tx, ids) => this.#ports.deadLetters.replay(tx, ids, { by: actor.personId, from });
    return this.#decide(actor, { action: 'deadLetter.replay', filter, limit, decide });
  }

  /** Gives up the open ones of these letters for good. Safe to repeat. @throws BAD_USER_INPUT. */
  discard(actor: Actor, filter: DeadLetterFilter, reason: string, limit: number): Promise<BulkResult> {
    const decide: Decision['decide'] = (tx, ids) => this.#ports.deadLetters.discard(tx, ids, { by: actor.personId, reason });
    return this.#decide(actor, { action: 'deadLetter.discard', filter, limit, reason, decide });
  }

  /**
   * The newest open letter at once, if there is one, then each that is written from now on, in whatever process; of one queue when it is
   * named. What is missed while Redis is away is found by `list`. @throws DEPENDENCY_UNAVAILABLE.
   */
  async watch(queue: string | null): Promise<AsyncIterableIterator<DeadLetterModel>> {
    const { deadLetters, letters } = this.#ports;
    const first = async () => {
      const { rows } = await deadLetters.list({ queue, state: 'OPEN' }, { first: 1, after: null });
      return rows[0]?.node ?? null;
    };
    return letters.watch(queue, { first, find: async (id) => (isId(id) ? deadLetters.find(id) : null) });
  }

  async #decide(actor: Actor, decision: Decision): Promise<BulkResult> {
    const { filter, limit, reason } = decision;
    const problems = new ProblemList();
    checkFilter(problems, filter);
    problems.check(limit >= 1 && limit <= MAX_LIMIT, 'limit', `must be 1 to ${MAX_LIMIT}`);
    if (reason !== undefined) checkReason(problems, reason);
    problems.throwIfAny();
    const ids = await this.#ports.deadLetters.matching(filter, limit);
    let done = 0;
    for (let from = 0; from < ids.length; from += SLICE) done += await this.#decideSlice(actor, decision, ids.slice(from, from + SLICE));
    return { matched: ids.length, done, skipped: ids.length - done };
  }

  /** @returns how many were decided here. */
  async #decideSlice(actor: Actor, decision: Decision, ids: readonly Id[]): Promise<number> {
    const { audit, unitOfWork, doorbell, feed } = this.#ports;
    const { action, filter, limit, reason } = decision;
    const decided = await unitOfWork.run(async (tx) => {
      const letters = (await decision.decide(tx, ids)).filter((letter) => !letter.done);
      const counts = { matched: ids.length, done: letters.length, skipped: ids.length - letters.length };
      const detail = { filter, limit, ...(reason === undefined ? {} : { reason }), ...counts };
      await audit.record(tx, { actor: actor.personId, action, subject: 'dead-letters', detail });
      return letters;
    });
    doorbell.ring();
    for (const orderNo of new Set(decided.map((letter) => letter.orderNo))) if (orderNo !== null) feed.orderChanged(orderNo);
    return decided.length;
  }
}

function checkFilter(problems: ProblemList, filter: DeadLetterFilter): void {
  problems.check((filter.ids?.length ?? 0) <= MAX_IDS, 'filter.ids', `must be at most ${MAX_IDS}`);
}
