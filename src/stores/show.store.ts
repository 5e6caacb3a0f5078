import type { ShowModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import type { Ledger, Statement } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import type { ShowPort } from './show.port.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = 'id, title, description, created_at AS "createdAt"';
const LIST: Statement = {
  name: 'show-list',
  text: `SELECT ${COLUMNS} FROM show WHERE $1::text IS NULL OR (title, id) > ($1, $2::uuid) ORDER BY title, id LIMIT $3`,
};
const COUNT: Statement = { name: 'show-count', text: 'SELECT count(*) AS total FROM show' };
const FIND_MANY: Statement = { name: 'show-find-many', text: `SELECT ${COLUMNS} FROM show WHERE id = ANY($1::uuid[])` };
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
    const [rows, [count]] = await Promise.all([
      this.#ledger.query<ShowModel>(LIST, [title, id, page.first + 1]),
      this.#ledger.query<{ total: number }>(COUNT, []),
    ]);
    return pageOf(rows, page.first, (row) => encodeCursor(row.title, row.id), count?.total ?? null);
  }

  findMany(ids: readonly Id[]): Promise<ShowModel[]> {
    return this.#ledger.query<ShowModel>(FIND_MANY, [ids]);
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
