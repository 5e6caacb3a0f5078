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
const COLUMNS = { id: true, at: true, actor: true, action: true, subject: true, detail: true } as const;

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
    const where = { subject: filter.subject, id: id ? { lt: id } : undefined };
    const rows = await this.#ledger.prisma.auditEntry.findMany({ select: COLUMNS, where, orderBy: { id: 'desc' }, take: page.first + 1 });
    return pageOf(rows, page.first, (row) => encodeCursor(row.id));
  }
}
