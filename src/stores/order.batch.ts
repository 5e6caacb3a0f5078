import { GroupCommit } from './group.commit.js';
import type { Ledger } from './ledger.js';
import type { OrderDraft, PlaceOutcome } from './order.port.js';
import { totalOf } from './order.rows.js';
import { texts, words } from './array.literal.js';
import { statement } from './statement.js';

const PLACE = statement('place-order');

/** PostgreSQL's error codes that have a meaning here (manual, appendix A). */
const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';
/** Deadlock, or what could not be serialised: rolled back for the sake of another transaction. */
const ROLLED_BACK = /^40/;
/** Wrong data and broken constraints: the server said so, and nothing is left of the statement. */
const REFUSED = /^(22|23)/;

/** What the driver says of a statement that the server refused. */
interface ServerError {
  code?: string;
  constraint?: string;
  detail?: string;
}

/** Orders that were placed together. */
interface PlacedRow {
  order_nos: string[];
  created_at: Date;
}

/** How orders are put together. */
export interface BatchLimits {
  /** Orders a statement. */
  size: number;
  /** Statements at the same time: when a whole one waits, or those under way take longer than `patienceMs`, as those that wait for a lock. */
  lanes: number;
  /** Milliseconds; several times what a statement takes with its commit. */
  patienceMs: number;
  /** Orders that wait for theirs; more are refused as OVERLOADED. */
  room: number;
}

const LIMITS: BatchLimits = { size: 128, lanes: 2, patienceMs: 25, room: 4096 };

/**
 * Writes orders, those that come while others are being written together by one statement and one commit. Each is written whole or not at
 * all, whoever its companions are, and is answered only after the commit.
 */
export class OrderBatcher {
  readonly #group: GroupCommit<OrderDraft, Date>;

  constructor(ports: { ledger: Ledger; limits?: Partial<BatchLimits> }) {
    const { ledger } = ports;
    this.#group = new GroupCommit({
      ...LIMITS,
      ...ports.limits,
      async write(drafts) {
        const placed = new Map<string, Date>();
        for (const { order_nos, created_at } of await ledger.query<PlacedRow>(PLACE, valuesOf(drafts))) {
          for (const orderNo of order_nos) placed.set(orderNo, created_at);
        }
        return drafts.map((draft) => placed.get(draft.orderNo) ?? null);
      },
      namesOf: ({ orderNo, eventId, holdEpoch, holdSerial, personId, idempotencyKey }) => [
        orderNo,
        `${eventId} ${holdEpoch} ${holdSerial}`,
        `${personId} ${idempotencyKey}`,
      ],
      judge,
    });
  }

  /**
   * @returns when the order was placed, as the ledger has it; null when nothing was written: the hold has its order, its epoch or payBy or the session is over
   * @throws OVERLOADED with retryAfterMs (nothing was written); an error of a constraint (`refusalOf` knows it; nothing was written);
   * anything else, such as DEPENDENCY_UNAVAILABLE: the order may have been written, look it up by its hold
   */
  write(draft: OrderDraft): Promise<Date | null> {
    return this.#group.add(draft);
  }
}

/** @returns what a broken constraint means, or null for an error that is none of ours. */
export function refusalOf(error: unknown): PlaceOutcome | null {
  const { code, constraint, detail } = error as ServerError;
  if (code === UNIQUE_VIOLATION && constraint === 'orders_person_id_idempotency_key_key') return { kind: 'KEY_REUSED' };
  if (code === UNIQUE_VIOLATION && constraint === 'order_item_live_seat_key') {
    return { kind: 'LEDGER_CONFLICT', detail: detail ?? constraint };
  }
  if (code === CHECK_VIOLATION && constraint === 'tier_stock_taken_check') {
    return { kind: 'LEDGER_CONFLICT', detail: constraint };
  }
  return null;
}

function judge(error: unknown): 'UNKNOWN' | 'REFUSED' | 'UNLUCKY' {
  const { code = '', constraint } = error as ServerError;
  // Two orders on one hold have one number. Written at the same moment, the later one may meet the number before it meets the hold.
  const isTwin = code === UNIQUE_VIOLATION && constraint === 'orders_pkey';
  if (isTwin || ROLLED_BACK.test(code)) return 'UNLUCKY';
  return REFUSED.test(code) ? 'REFUSED' : 'UNKNOWN';
}

function valuesOf(drafts: readonly OrderDraft[]): string[] {
  const items = drafts.flatMap((draft) => draft.items);
  return [
    texts(drafts, (draft) => draft.orderNo),
    words(drafts, (draft) => draft.personId),
    words(drafts, (draft) => draft.eventId),
    words(drafts, (draft) => draft.holdEpoch),
    words(drafts, (draft) => draft.holdSerial),
    texts(drafts, (draft) => draft.email),
    texts(drafts, (draft) => draft.name),
    texts(drafts, (draft) => draft.phone),
    texts(drafts, (draft) => draft.locale),
    texts(drafts, (draft) => draft.currency),
    texts(drafts, (draft) => draft.idempotencyKey),
    texts(drafts, (draft) => draft.inputHash),
    words(drafts, (draft) => draft.payByMs),
    words(drafts, (draft) => draft.sessionId ?? null),
    words(drafts, totalOf),
    texts(
      drafts.flatMap(({ orderNo, items: own }) => own.map(() => orderNo)),
      (orderNo) => orderNo,
    ),
    words(items, (item) => item.id),
    words(items, (item) => item.tierId),
    words(items, (item) => item.priceId),
    words(items, (item) => item.seatIndex),
    words(items, (item) => item.amountMinor),
  ];
}
