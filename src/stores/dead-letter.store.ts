import { isId, newId, type Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import { parseOrderNo } from '../domain/order-number.js';
import { searchable } from '../domain/text.js';
import type { DeadLetterFilter, DeadLetterModel, DeadLetterPort, DecidedLetter, FailedJob } from './dead-letter.port.js';
import type { Ledger } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const RECORD = statement('record-dead-letter');
const REPLAY = statement('replay-dead-letters');
const DISCARD = statement('discard-dead-letters');

/** Errors are for people to read: a stack of pages helps nobody. */
const MAX_ERROR_LENGTH = 4000;

/** A letter as it is told when it is new, or open again. */
export interface AddedLetter {
  id: Id;
  queue: string;
  orderNo: string | null;
}

export interface DeadLetterStorePorts {
  ledger: Ledger;
  /** Told of every letter that is new or open again, after its commit; must not throw. */
  onAdded?: (letter: AddedLetter) => void;
}

export class DeadLetterStore implements DeadLetterPort {
  readonly #ledger: Ledger;
  readonly #onAdded: (letter: AddedLetter) => void;

  constructor(ports: DeadLetterStorePorts) {
    this.#ledger = ports.ledger;
    this.#onAdded = ports.onAdded ?? (() => undefined);
  }

  async record(job: FailedJob): Promise<boolean> {
    const [row] = await this.#ledger.query<{ id: Id }>(RECORD, [
      newId(),
      job.queue,
      job.jobName,
      job.key,
      job.orderNo,
      JSON.stringify(job.payload),
      job.error.replaceAll('\0', '').slice(0, MAX_ERROR_LENGTH),
      job.attempts,
      job.firstFailedAt,
      job.lastFailedAt,
    ]);
    if (row !== undefined) this.#onAdded({ id: row.id, queue: job.queue, orderNo: job.orderNo });
    return row !== undefined;
  }

  async list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetterModel>> {
    const [failedAt, id] = keysAfter(page.after, ['time', 'id']);
    const rows = await this.#ledger.prisma.deadLetter.findMany({
      where: { AND: [whereOf(filter), failedAt && id ? olderThan(new Date(failedAt), id) : {}] },
      orderBy: [{ lastFailedAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return pageOf(rows, page.first, (letter) => encodeCursor(letter.lastFailedAt.toISOString(), letter.id));
  }

  find(id: Id): Promise<DeadLetterModel | null> {
    return this.#ledger.prisma.deadLetter.findUnique({ where: { id } });
  }

  async matching(filter: DeadLetterFilter, limit: number): Promise<Id[]> {
    const rows = await this.#ledger.prisma.deadLetter.findMany({
      select: { id: true },
      where: whereOf(filter),
      orderBy: [{ lastFailedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    });
    return rows.map((row) => row.id);
  }

  replay(tx: Tx, ids: readonly Id[], why: { by: string; from: 'OPEN' | 'DISCARDED' }): Promise<DecidedLetter[]> {
    return this.#ledger.query<DecidedLetter>(REPLAY, [ids, ids.map(() => newId()), why.from, why.by], tx);
  }

  discard(tx: Tx, ids: readonly Id[], why: { by: string; reason: string }): Promise<DecidedLetter[]> {
    return this.#ledger.query<DecidedLetter>(DISCARD, [ids, why.by, why.reason], tx);
  }
}

function whereOf({ ids, queue, orderNo, errorContains, since, state }: DeadLetterFilter) {
  return {
    id: ids ? { in: ids.filter(isId) } : undefined,
    queue: typeof queue === 'string' ? searchable(queue) : undefined,
    orderNo: typeof orderNo === 'string' ? (parseOrderNo(orderNo) ?? searchable(orderNo)) : undefined,
    error: errorContains ? { contains: literally(searchable(errorContains)), mode: 'insensitive' as const } : undefined,
    // Nothing failed before 1970, and Prisma's adapter cannot write a year before 1.
    lastFailedAt: since && since.getTime() > 0 ? { gte: since } : undefined,
    state: state ?? undefined,
  };
}

/** Both columns as a range, so that a page costs the same however deep it lies. */
function olderThan(failedAt: Date, id: Id) {
  return { lastFailedAt: { lte: failedAt }, OR: [{ lastFailedAt: { lt: failedAt } }, { id: { lt: id } }] };
}

/** Prisma hands the text to ILIKE as it is. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
