import { isId, newId, type Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import { searchable } from '../domain/text.js';
import type { DeadLetterFilter, DeadLetterModel, DeadLetterPort, DeadLetterState, FailedJob } from './dead-letter.port.js';
import type { Ledger } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import { statement } from './statement.js';

const RECORD = statement('record-dead-letter');
const LIST = statement('list-dead-letters');

/** Errors are for people to read: a stack of pages helps nobody. */
const MAX_ERROR_LENGTH = 4000;

interface Row {
  id: Id;
  queue: string;
  job_name: string;
  key: string;
  order_no: string | null;
  payload: unknown;
  error: string;
  attempts: number;
  first_failed_at: Date;
  last_failed_at: Date;
  state: DeadLetterState;
}

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
    const [failedAt, letterId] = keysAfter(page.after, ['time', 'id']);
    const rows = await this.#ledger.query<Row>(LIST, [
      filter.ids?.filter(isId) ?? null,
      textOrNull(filter.queue),
      textOrNull(filter.errorContains),
      filter.since ?? null,
      filter.state ?? null,
      failedAt,
      letterId,
      page.first + 1,
    ]);
    return pageOf(rows.map(toModel), page.first, (letter) => encodeCursor(letter.lastFailedAt.toISOString(), letter.id));
  }
}

function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : searchable(text);
}

function toModel(row: Row): DeadLetterModel {
  return {
    id: row.id,
    queue: row.queue,
    jobName: row.job_name,
    key: row.key,
    orderNo: row.order_no,
    payload: row.payload,
    error: row.error,
    attempts: row.attempts,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
    state: row.state,
  };
}
