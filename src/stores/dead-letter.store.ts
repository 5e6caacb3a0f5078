import { isId, newId, type Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import { searchable } from '../domain/text.js';
import type { DeadLetterFilter, DeadLetterModel, DeadLetterPort, FailedJob } from './dead-letter.port.js';
import type { Ledger } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import { statement } from './statement.js';

const RECORD = statement('record-dead-letter');

/** Errors are for people to read: a stack of pages helps nobody. */
const MAX_ERROR_LENGTH = 4000;

export class DeadLetterStore implements DeadLetterPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async record(job: FailedJob): Promise<boolean> {
    const [row] = await this.#ledger.query<{ fresh: boolean }>(RECORD, [
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
    return row?.fresh ?? false;
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
}

function whereOf({ ids, queue, errorContains, since, state }: DeadLetterFilter) {
  return {
    id: ids ? { in: ids.filter(isId) } : undefined,
    queue: typeof queue === 'string' ? searchable(queue) : undefined,
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
