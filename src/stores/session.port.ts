import type { Id } from '../domain/id.js';
import type { Role } from '../domain/viewer.js';
import type { Tx } from './unit-of-work.port.js';

export interface SessionDraft {
  id: Id;
  /** SHA-256 of the token. */
  tokenHash: Buffer;
  personId: Id;
  expiresAt: Date;
}

/** A living session with the role its person has right now. */
export interface LivingSession {
  sessionId: Id;
  personId: Id;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
}

export interface SessionPort {
  insert(tx: Tx, session: SessionDraft): Promise<void>;
  /** The session if it is neither over nor revoked, else null. */
  findLiving(tokenHash: Buffer): Promise<LivingSession | null>;
  /** Ends a session for good. @returns whether it was alive. Safe to repeat. */
  revoke(id: Id, tx?: Tx): Promise<boolean>;
}
