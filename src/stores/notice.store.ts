import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { NoticeFacts, NoticePort } from './notice.port.js';
import { statement } from './statement.js';

const FIND = statement('order-notice');

export class NoticeStore implements NoticePort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async find(orderNo: string, refundId: Id | null): Promise<NoticeFacts | null> {
    const [row] = await this.#ledger.query<NoticeFacts>(FIND, [orderNo, refundId]);
    return row ?? null;
  }
}
