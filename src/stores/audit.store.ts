import { newId } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import type { AuditEntryModel, AuditPort } from './audit.port.js';
import type { Ledger, Statement } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import type { Tx } from './unit-of-work.port.js';

const RECORD: Statement = {
  name: 'audit-record',
  text: 'INSERT INTO audit_entry (id, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5::jsonb)',
};
const LIST: Statement = {
  name: 'audit-list',
  text: `SELECT id, at, actor, action, subject, detail FROM audit_entry
         WHERE ($1::text IS NULL OR subject = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

export class AuditStore implements AuditPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async record(tx: Tx, entry: Omit<AuditEntryModel, 'id' | 'at'>): Promise<void> {
    await this.#ledger.query(RECORD, [newId(), entry.actor, entry.action, entry.subject, JSON.stringify(entry.detail)], tx);
  }

  async list(filter: { subject?: string }, page: PageRequest): Promise<Page<AuditEntryModel>> {
    const [id] = keysAfter(page.after, ['id']);
    const rows = await this.#ledger.query<AuditEntryModel>(LIST, [filter.subject ?? null, id, page.first + 1]);
    return pageOf(rows, page.first, (row) => encodeCursor(row.id));
  }
}
