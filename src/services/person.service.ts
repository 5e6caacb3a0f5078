import { nameFault } from '../domain/event.draft.js';
import { newId, type Id } from '../domain/id.js';
import { normaliseEmail, passwordWeakness, type PersonModel } from '../domain/person.js';
import type { Role, Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { Account, NewAccount, PersonPort } from '../stores/person.port.js';
import type { SessionPort } from '../stores/session.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { GuestService } from './guest.service.js';
import type { PasswordHasher } from './password.hasher.js';
import { belongsTo, type MintedSession, type SessionService } from './session.service.js';

const NAME_LENGTH = 200;

export type RegisterOutcome = MintedSession | { kind: 'EmailTaken' } | { kind: 'WeakPassword'; message: string };
export type LoginOutcome = MintedSession | { kind: 'InvalidCredentials' };

export interface PersonServicePorts {
  people: PersonPort;
  sessions: SessionPort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  sessionService: SessionService;
  guests: GuestService;
  passwords: PasswordHasher;
}

/** Accounts: making one, signing in, and what it may do. */
export class PersonService {
  readonly #ports: PersonServicePorts;

  constructor(ports: PersonServicePorts) {
    this.#ports = ports;
  }

  /** @returns the people with these ids that exist, in no order. */
  findMany(ids: readonly Id[]): Promise<PersonModel[]> {
    return this.#ports.people.findMany(ids);
  }

  /**
   * Makes an account and signs in. A guest keeps its id, and so its holds and orders; its guest session ends, the new one counts.
   * @throws BAD_USER_INPUT (name), OVERLOADED.
   */
  async register(viewer: Viewer | null, input: { email: string; password: string; name: string }): Promise<RegisterOutcome> {
    const email = normaliseEmail(input.email);
    const weakness = passwordWeakness(input.password, email);
    if (weakness !== null) return { kind: 'WeakPassword', message: weakness };
    const fault = nameFault(input.name, NAME_LENGTH);
    if (fault !== null) throw new AisleError('BAD_USER_INPUT', `The name ${fault}.`, { problems: [{ path: 'name', message: fault }] });
    if ((await this.#ports.people.findByEmail(email)) !== null) return { kind: 'EmailTaken' };
    const passwordHash = await this.#ports.passwords.hash(input.password);
    const account: NewAccount = { email, name: input.name.trim(), passwordHash, role: 'CUSTOMER' };
    const outcome = await this.#ports.unitOfWork.run((tx) => this.#signUp(tx, viewer, account));
    if (viewer !== null) this.#ports.sessionService.forget(belongsTo(viewer.personId));
    return outcome;
  }

  /**
   * Signs in. Holds and orders of the guest who asks move to the account, and its guest session ends. An unknown address takes as
   * long as a wrong password. Safe to repeat: each call opens another session.
   * @throws OVERLOADED, DEPENDENCY_UNAVAILABLE (nothing changed).
   */
  async login(viewer: Viewer | null, input: { email: string; password: string }): Promise<LoginOutcome> {
    const { people, passwords, guests, sessions, sessionService, unitOfWork } = this.#ports;
    const account = await people.findByEmail(normaliseEmail(input.email));
    const right = await passwords.verify(account?.passwordHash ?? null, input.password);
    if (account === null || !right) return { kind: 'InvalidCredentials' };
    if (passwords.isOutdated(account.passwordHash)) {
      await people.replaceHash(account.id, account.passwordHash, await passwords.hash(input.password));
    }
    const guest = viewer?.role === 'GUEST' && viewer.personId !== account.id ? viewer : null;
    if (guest !== null) await guests.moveHolds(guest.personId, account.id);
    const session = await unitOfWork.run(async (tx) => {
      if (guest !== null) {
        // First, since it waits for the guest's orders in flight and refuses later ones: all of them are there to move then.
        await sessions.revoke(guest.sessionId, tx);
        await guests.moveOrders(tx, guest.personId, account.id);
      }
      return sessionService.open(tx, personOf(account));
    });
    if (guest !== null) {
      sessionService.forget(belongsTo(guest.personId));
      // What the guest was granted meanwhile. Not worth failing for: it would lapse by itself.
      await guests.moveHolds(guest.personId, account.id).catch(() => undefined);
    }
    return session;
  }

  /**
   * Gives an account a role; living sessions have it within a second. Safe to repeat.
   * @throws NOT_FOUND (no such account), BAD_USER_INPUT (GUEST, or the last administrator would be gone).
   */
  async setRole(actor: Pick<Viewer, 'personId'>, email: string, role: Role): Promise<PersonModel> {
    const { people, audit, unitOfWork, sessionService } = this.#ports;
    if (role === 'GUEST') throw refusedRole('an account cannot become a guest');
    const account = await people.findByEmail(normaliseEmail(email));
    if (account === null) throw new AisleError('NOT_FOUND', 'There is no account with this address.');
    await unitOfWork.run(async (tx) => {
      const admins = await people.lockAdmins(tx);
      if (role !== 'ADMIN' && admins.length === 1 && admins[0] === account.id) throw refusedRole('the last administrator must stay one');
      await people.setRole(tx, account.id, role);
      const detail = { from: account.role, to: role };
      await audit.record(tx, { actor: actor.personId, action: 'person.setRole', subject: `person:${account.id}`, detail });
    });
    sessionService.forget(belongsTo(account.id));
    return { ...personOf(account), role };
  }

  /**
   * Makes an account with any role, from the command line: the first administrator, and the logins of the demonstration. An
   * account that exists keeps its password and gets the role. Safe to repeat.
   */
  async provide(account: { email: string; name: string; password: string; role: Role }): Promise<'CREATED' | 'THERE'> {
    const { people, audit, unitOfWork, passwords } = this.#ports;
    const email = normaliseEmail(account.email);
    const there = await people.findByEmail(email);
    if (there !== null && there.role === account.role) return 'THERE';
    const id = there?.id ?? newId();
    const passwordHash = there?.passwordHash ?? (await passwords.hash(account.password));
    return unitOfWork.run(async (tx) => {
      const inserted = there === null && (await people.insertAccount(tx, id, { ...account, email, passwordHash })) === 'INSERTED';
      if (there !== null) await people.setRole(tx, id, account.role);
      const detail = { email, role: account.role };
      await audit.record(tx, { actor: 'system', action: 'person.provide', subject: `person:${id}`, detail });
      return inserted ? 'CREATED' : 'THERE';
    });
  }

  async #signUp(tx: Tx, viewer: Viewer | null, account: NewAccount): Promise<RegisterOutcome> {
    const { people, sessions, sessionService } = this.#ports;
    const { email, name, role } = account;
    if (viewer?.role === 'GUEST') {
      const upgraded = await people.upgradeGuest(tx, viewer.personId, account);
      if (upgraded === 'TAKEN') return { kind: 'EmailTaken' };
      if (upgraded === 'UPGRADED') {
        await sessions.revoke(viewer.sessionId, tx);
        return sessionService.open(tx, { id: viewer.personId, email, name, role });
      }
    }
    const id = newId();
    if ((await people.insertAccount(tx, id, account)) === 'TAKEN') return { kind: 'EmailTaken' };
    return sessionService.open(tx, { id, email, name, role });
  }
}

function personOf({ id, email, name, role }: Account): PersonModel {
  return { id, email, name, role };
}

function refusedRole(message: string): AisleError {
  return new AisleError('BAD_USER_INPUT', `This role is refused: ${message}.`, { problems: [{ path: 'role', message }] });
}
