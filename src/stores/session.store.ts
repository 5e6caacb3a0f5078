import type { Id } from '../domain/id.js';
import type { Ledger, Statement } from './ledger.js';
import type { LivingSession, SessionDraft, SessionPort } from './session.port.js';
import type { Tx } from './unit-of-work.port.js';

const INSERT: Statement = {
  name: 'session-insert',
  text: 'INSERT INTO session (id, token_hash, person_id, expires_at) VALUES ($1, $2, $3, $4)',
};
const FIND_LIVING: Statement = {
  name: 'session-find-living',
  text: `SELECT s.id AS "sessionId", s.person_id AS "personId", p.role, s.created_at AS "createdAt", s.expires_at AS "expiresAt"
         FROM session s JOIN person p ON p.id = s.person_id
         WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > now()`,
};
const REVOKE: Statement = {
  name: 'session-revoke',
  text: 'UPDATE session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL AND expires_at > now() RETURNING id',
};

export class SessionStore implements SessionPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async insert(tx: Tx, session: SessionDraft): Promise<void> {
    await this.#ledger.query(INSERT, [session.id, session.tokenHash, session.personId, session.expiresAt], tx);
  }

  async findLiving(tokenHash: Buffer): Promise<LivingSession | null> {
    const [session] = await this.#ledger.query<LivingSession>(FIND_LIVING, [tokenHash]);
    return session ?? null;
  }

  async revoke(id: Id, tx?: Tx): Promise<boolean> {
    const revoked = await this.#ledger.query(REVOKE, [id], tx);
    return revoked.length === 1;
  }
}
