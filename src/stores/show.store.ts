import type { ShowModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import type { Ledger, Statement } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import type { ShowPort } from './show.port.js';
import type { Tx } from './unit-of-work.port.js';

const SELECT = { id: true, title: true, description: true, createdAt: true } as const;
const COLUMNS = 'id, title, description, created_at AS "createdAt"';
const INSERT: Statement = {
  name: 'show-insert',
  text: `INSERT INTO show (id, title, description) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
};
const UPDATE: Statement = {
  name: 'show-update',
  text: `UPDATE show SET title = coalesce($2, title), description = coalesce($3, description) WHERE id = $1 RETURNING ${COLUMNS}`,
};

export class ShowStore implements ShowPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async list(page: PageRequest): Promise<Page<ShowModel>> {
    const [title, id] = keysAfter(page.after, ['text', 'id']);
    const { show } = this.#ledger.prisma;
    const where = typeof title === 'string' && id ? { title: { gte: title }, OR: [{ title: { gt: title } }, { id: { gt: id } }] } : {};
    const [rows, total] = await Promise.all([
      show.findMany({ select: SELECT, where, orderBy: [{ title: 'asc' }, { id: 'asc' }], take: page.first + 1 }),
      show.count(),
    ]);
    return pageOf(rows, page.first, (row) => encodeCursor(row.title, row.id), total);
  }

  findMany(ids: readonly Id[]): Promise<ShowModel[]> {
    return this.#ledger.prisma.show.findMany({ select: SELECT, where: { id: { in: [...ids] } } });
  }

  async insert(tx: Tx, show: Pick<ShowModel, 'id' | 'title' | 'description'>): Promise<ShowModel> {
    const [row] = await this.#ledger.query<ShowModel>(INSERT, [show.id, show.title, show.description], tx);
    return row!;
  }

  async update(tx: Tx, id: Id, change: { title: string | null; description: string | null }): Promise<ShowModel | null> {
    const [row] = await this.#ledger.query<ShowModel>(UPDATE, [id, change.title, change.description], tx);
    return row ?? null;
  }
}
