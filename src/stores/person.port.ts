import type { Id } from '../domain/id.js';
import type { PersonModel } from '../domain/person.js';
import type { Role } from '../domain/viewer.js';
import type { Tx } from './unit-of-work.port.js';

/** A person who can sign in. */
export interface Account extends PersonModel {
  email: string;
  /** argon2id, PHC string. */
  passwordHash: string;
}

export type NewAccount = Pick<Account, 'email' | 'name' | 'passwordHash' | 'role'>;

/** People: guests without an address, and accounts. Addresses come in lower case. */
export interface PersonPort {
  findMany(ids: readonly Id[]): Promise<PersonModel[]>;
  findByEmail(email: string): Promise<Account | null>;
  insertGuest(tx: Tx, id: Id): Promise<void>;
  /** TAKEN: another person has the address; nothing was written and the transaction goes on. */
  insertAccount(tx: Tx, id: Id, account: NewAccount): Promise<'INSERTED' | 'TAKEN'>;
  /** Makes an account of a guest, in place: holds and orders keep their owner. NOT_GUEST: no guest has this id (any more). */
  upgradeGuest(tx: Tx, id: Id, account: NewAccount): Promise<'UPGRADED' | 'TAKEN' | 'NOT_GUEST'>;
  /** Replaces a hash by one with today's parameters, unless the password was changed meanwhile. */
  replaceHash(id: Id, from: string, to: string): Promise<void>;
  /** Locks all administrators until the transaction ends, so that two of them cannot demote each other. */
  lockAdmins(tx: Tx): Promise<Id[]>;
  setRole(tx: Tx, id: Id, role: Role): Promise<void>;
}
