import { createHash, hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Policy } from '../config/policy.js';
import { newId, type Id } from '../domain/id.js';
import type { PersonModel } from '../domain/person.js';
import { roleCovers, type Role, type Viewer } from '../domain/viewer.js';
import type { PersonPort } from '../stores/person.port.js';
import type { LivingSession, SessionPort } from '../stores/session.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';

/** How long a process may go on with a session that another one ended, or with a role that was changed there. */
const CACHE_MS = 1000;
const MOST_CACHED = 20_000;
/** 256 random bits. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A new session. The token is shown here once; the ledger has only its hash. */
export interface MintedSession {
  kind: 'Session';
  token: string;
  expiresAt: Date;
  user: PersonModel;
}

export interface SessionServicePorts {
  sessions: SessionPort;
  people: PersonPort;
  unitOfWork: UnitOfWork;
  policy: Pick<Policy, 'session'>;
  now?: () => number;
}

/** Who is behind a token. Sessions live in the ledger; a process remembers what it looked up for a second. */
export class SessionService {
  readonly #ports: SessionServicePorts;
  readonly #now: () => number;
  /** By hash of the token; also the tokens nobody has, so that a flood of them does not reach the ledger. */
  readonly #cache: LRUCache<string, { viewer: Viewer | null }>;

  constructor(ports: SessionServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
    this.#cache = new LRUCache({
      max: MOST_CACHED,
      ttl: CACHE_MS,
      ignoreFetchAbort: true,
      fetchMethod: async (hash) => ({ viewer: this.#viewerOf(await ports.sessions.findLiving(Buffer.from(hash, 'base64'))) }),
    });
  }

  /** A session without an account. Not safe to repeat: each call makes another guest. */
  startGuestSession(): Promise<MintedSession> {
    const guest: PersonModel = { id: newId(), email: null, name: null, role: 'GUEST' };
    return this.#ports.unitOfWork.run(async (tx) => {
      await this.#ports.people.insertGuest(tx, guest.id);
      return this.open(tx, guest);
    });
  }

  /** Writes a session of a person; its life depends on the role. */
  async open(tx: Tx, user: PersonModel): Promise<MintedSession> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.#now() + this.#lifeMs(user.role));
    await this.#ports.sessions.insert(tx, { id: newId(), tokenHash: hashOf(token), personId: user.id, expiresAt });
    return { kind: 'Session', token, expiresAt, user };
  }

  /**
   * @returns who asks with this token, or null: unknown, over or revoked. At most a second late in noticing a change. At once when this
   *   process has looked within that second: a promise for each request of a worst minute costs more than the look.
   */
  sessionByToken(token: string): Viewer | null | Promise<Viewer | null> {
    if (!TOKEN.test(token)) return null;
    const key = hash('sha256', token, 'base64');
    const known = this.#cache.get(key);
    return known === undefined ? this.#lookUp(key) : this.#ifLiving(known.viewer);
  }

  async #lookUp(key: string): Promise<Viewer | null> {
    return this.#ifLiving((await this.#cache.fetch(key))?.viewer ?? null);
  }

  #ifLiving(viewer: Viewer | null): Viewer | null {
    return viewer !== null && viewer.expiresAt.getTime() > this.#now() ? viewer : null;
  }

  /** Ends the session. @returns whether there was one. Safe to repeat. */
  async logout(viewer: Viewer | null): Promise<boolean> {
    if (viewer === null) return false;
    const ended = await this.#ports.sessions.revoke(viewer.sessionId);
    this.forget((cached) => cached.sessionId === viewer.sessionId);
    return ended;
  }

  /** Makes this process look again at the sessions that `concerns` picks. */
  forget(concerns: (viewer: Viewer) => boolean): void {
    for (const [hash, { viewer }] of this.#cache.entries()) {
      if (viewer !== null && concerns(viewer)) this.#cache.delete(hash);
    }
  }

  #viewerOf(session: LivingSession | null): Viewer | null {
    if (session === null) return null;
    // A customer who became staff must not keep a customer's month.
    const latest = session.createdAt.getTime() + this.#lifeMs(session.role);
    const expiresAt = new Date(Math.min(session.expiresAt.getTime(), latest));
    return { personId: session.personId, role: session.role, sessionId: session.sessionId, expiresAt };
  }

  #lifeMs(role: Role): number {
    const { guestMs, customerMs, staffMs } = this.#ports.policy.session;
    if (roleCovers(role, 'STAFF')) return staffMs;
    return role === 'GUEST' ? guestMs : customerMs;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Whether a viewer is the person. */
export function belongsTo(personId: Id): (viewer: Viewer) => boolean {
  return (viewer) => viewer.personId === personId;
}
