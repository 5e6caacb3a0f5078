import type { Id } from '../domain/id.js';
import type { PersonModel } from '../domain/person.js';
import type { Role } from '../domain/viewer.js';
import type { Ledger, Statement } from './ledger.js';
import type { Account, NewAccount, PersonPort } from './person.port.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = { id: true, email: true, name: true, role: true } as const;
/** By SQL: the start of a demonstration asks this alone, and need not wait for Prisma's compiler. */
const FIND_BY_EMAIL: Statement = {
  name: 'person-find-by-email',
  text: 'SELECT id, email, name, role, password_hash AS "passwordHash" FROM person WHERE email = $1 AND password_hash IS NOT NULL',
};
const INSERT_GUEST: Statement = { name: 'person-insert-guest', text: `INSERT INTO person (id, role) VALUES ($1, 'GUEST')` };
const INSERT_ACCOUNT: Statement = {
  name: 'person-insert-account',
  text: `INSERT INTO person (id, email, name, password_hash, role) VALUES ($1, $2, $3, $4, $5::role)
         ON CONFLICT (email) DO NOTHING RETURNING id`,
};
const UPGRADE_GUEST: Statement = {
  name: 'person-upgrade-guest',
  text: `UPDATE person SET email = $2, name = $3, password_hash = $4, role = $5::role WHERE id = $1 AND role = 'GUEST' RETURNING id`,
};
const REPLACE_HASH: Statement = {
  name: 'person-replace-hash',
  text: 'UPDATE person SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
};
const LOCK_ADMINS: Statement = {
  name: 'person-lock-admins',
  text: `SELECT id FROM person WHERE role = 'ADMIN' ORDER BY id FOR UPDATE`,
};
const SET_ROLE: Statement = { name: 'person-set-role', text: 'UPDATE person SET role = $2::role WHERE id = $1' };
const SAVE: Statement = { name: 'person-save', text: 'SAVEPOINT person_upgrade' };
const BACK: Statement = { name: 'person-back', text: 'ROLLBACK TO SAVEPOINT person_upgrade' };

const UNIQUE_VIOLATION = '23505';

export class PersonStore implements PersonPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  findMany(ids: readonly Id[]): Promise<PersonModel[]> {
    return this.#ledger.prisma.person.findMany({ select: COLUMNS, where: { id: { in: [...ids] } } });
  }

  async findByEmail(email: string): Promise<Account | null> {
    const [account] = await this.#ledger.query<Account>(FIND_BY_EMAIL, [email]);
    return account ?? null;
  }

  async insertGuest(tx: Tx, id: Id): Promise<void> {
    await this.#ledger.query(INSERT_GUEST, [id], tx);
  }

  async insertAccount(tx: Tx, id: Id, account: NewAccount): Promise<'INSERTED' | 'TAKEN'> {
    const values = [id, account.email, account.name, account.passwordHash, account.role];
    const inserted = await this.#ledger.query(INSERT_ACCOUNT, values, tx);
    return inserted.length === 1 ? 'INSERTED' : 'TAKEN';
  }

  async upgradeGuest(tx: Tx, id: Id, account: NewAccount): Promise<'UPGRADED' | 'TAKEN' | 'NOT_GUEST'> {
    // UPDATE knows no ON CONFLICT; the savepoint keeps the caller's transaction usable after a violation.
    await this.#ledger.query(SAVE, [], tx);
    try {
      const values = [id, account.email, account.name, account.passwordHash, account.role];
      const upgraded = await this.#ledger.query(UPGRADE_GUEST, values, tx);
      return upgraded.length === 1 ? 'UPGRADED' : 'NOT_GUEST';
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
      await this.#ledger.query(BACK, [], tx);
      return 'TAKEN';
    }
  }

  async replaceHash(id: Id, from: string, to: string): Promise<void> {
    await this.#ledger.query(REPLACE_HASH, [id, from, to]);
  }

  async lockAdmins(tx: Tx): Promise<Id[]> {
    const rows = await this.#ledger.query<{ id: Id }>(LOCK_ADMINS, [], tx);
    return rows.map((row) => row.id);
  }

  async setRole(tx: Tx, id: Id, role: Role): Promise<void> {
    await this.#ledger.query(SET_ROLE, [id, role], tx);
  }
}
