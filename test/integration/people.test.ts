import { hash } from '@node-rs/argon2';
import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runAdmin } from '../../src/admin.js';
import { newId } from '../../src/domain/id.js';
import type { Role, Viewer } from '../../src/domain/viewer.js';
import { PasswordHasher } from '../../src/services/password.hasher.js';
import type { MintedSession } from '../../src/services/session.service.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis, useServices } from '../support/services.js';
import { eventually } from '../support/wait-for.js';
import { holdSome, openEvent, openHouse, STAFF, type House } from './catalogue.fixture.js';

const disposer = useDisposer();
const open = () => openHouse(disposer);
const PASSWORD = 'a good long password';
const someEmail = () => `p${randomBytes(6).toString('hex')}@example.com`;

function sessionOf(outcome: MintedSession | { kind: string }): MintedSession {
  if (!('token' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function viewerOf({ services }: House, session: MintedSession): Promise<Viewer> {
  return (await services.sessions.sessionByToken(session.token))!;
}

async function register(house: House, email = someEmail(), viewer: Viewer | null = null) {
  return sessionOf(await house.services.people.register(viewer, { email, password: PASSWORD, name: ' Ada ' }));
}

async function asGuest(house: House): Promise<{ session: MintedSession; viewer: Viewer }> {
  const session = await house.services.sessions.startGuestSession();
  return { session, viewer: await viewerOf(house, session) };
}

test('a guest session is a person without a name, and its token is stored only as a hash', async () => {
  const house = open();
  const { session, viewer } = await asGuest(house);
  expect(session.user).toMatchObject({ email: null, name: null, role: 'GUEST' });
  expect(viewer).toMatchObject({ personId: session.user.id, role: 'GUEST' });
  expect(session.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const { rows } = await house.ledger.pool.query('SELECT token_hash FROM session WHERE id = $1', [viewer.sessionId]);
  expect(rows[0].token_hash).toEqual(createHash('sha256').update(session.token).digest());
});

test('a session lives as long as its role says', async () => {
  const house = open();
  const hours = (session: MintedSession) => Math.round((session.expiresAt.getTime() - Date.now()) / 3_600_000);
  expect(hours((await asGuest(house)).session)).toBe(24);
  const email = someEmail();
  expect(hours(await register(house, email))).toBe(24 * 30);
  await house.services.people.setRole(STAFF, email, 'STAFF');
  expect(hours(sessionOf(await house.services.people.login(null, { email, password: PASSWORD })))).toBe(12);
});

test('tokens that nobody has, in any shape, are nobody', async () => {
  const { services } = open();
  for (const token of ['', 'x', randomBytes(32).toString('base64url'), `${'A'.repeat(42)}=`, 'ä'.repeat(43)]) {
    expect(await services.sessions.sessionByToken(token)).toBeNull();
  }
});

test('registering upgrades the guest in place and ends its guest session', async () => {
  const house = open();
  const { session, viewer } = await asGuest(house);
  const email = someEmail();
  const account = await register(house, email.toUpperCase(), viewer);
  expect(account.user).toEqual({ id: viewer.personId, email, name: 'Ada', role: 'CUSTOMER' });
  expect(await house.services.sessions.sessionByToken(session.token)).toBeNull();
  expect(await viewerOf(house, account)).toMatchObject({ personId: viewer.personId, role: 'CUSTOMER' });
});

test('an address has one account, also when two register at once', async () => {
  const house = open();
  const email = someEmail();
  const { viewer } = await asGuest(house);
  const outcomes = await Promise.all(
    [viewer, null, null].map((who) => house.services.people.register(who, { email, password: PASSWORD, name: 'A' })),
  );
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['EmailTaken', 'EmailTaken', 'Session']);
  expect(await house.services.people.register(null, { email: ` ${email.toUpperCase()} `, password: PASSWORD, name: 'A' })).toEqual({
    kind: 'EmailTaken',
  });
});

test.each([
  ['short', 'short', 'at least 10'],
  ['very long', 'x1y2'.repeat(60), 'at most 200'],
  ['common', 'Password-123', 'everybody'],
  ['the same letters', 'abababababab', 'over and over'],
])('a password that is %s is refused with a sentence', async (_what, password, words) => {
  const outcome = await open().services.people.register(null, { email: someEmail(), password, name: 'A' });
  expect(outcome).toMatchObject({ kind: 'WeakPassword', message: expect.stringContaining(words) });
});

test('the address itself is no password, and an empty name no name', async () => {
  const { services } = open();
  const email = someEmail();
  expect(await services.people.register(null, { email, password: email.toUpperCase(), name: 'A' })).toMatchObject({ kind: 'WeakPassword' });
  await expect(services.people.register(null, { email, password: PASSWORD, name: ' ' })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [{ path: 'name' }],
  });
});

test('only the right password signs in, whatever the case of the address', async () => {
  const house = open();
  const email = someEmail();
  await register(house, email);
  const { people } = house.services;
  expect((await people.login(null, { email: email.toUpperCase(), password: PASSWORD })).kind).toBe('Session');
  for (const wrong of [
    { email, password: 'another password' },
    { email: someEmail(), password: PASSWORD },
    { email, password: '' },
  ]) {
    expect(await people.login(null, wrong)).toEqual({ kind: 'InvalidCredentials' });
  }
});

test('a guest who logs in keeps holds and orders, and the guest session ends', async () => {
  const house = open();
  const event = await openEvent(house);
  const email = someEmail();
  const account = await register(house, email);
  const { session, viewer } = await asGuest(house);
  expect((await holdSome(house, event, viewer.personId)).kind).toBe('HELD');
  await house.ledger.pool.query(
    `INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, currency, total_minor, idempotency_key, input_hash, pay_by)
     VALUES ($1, $2, $3, 1, 99, 'g@example.com', 'G', 'EUR', 0, 'k', 'h', now())`,
    [newId().slice(0, 12), viewer.personId, event.id],
  );
  const login = sessionOf(await house.services.people.login(viewer, { email, password: PASSWORD }));
  expect(login.user.id).toBe(account.user.id);
  expect(await house.inventory.holdsOf(event.id, viewer.personId)).toEqual([]);
  expect(await house.inventory.holdsOf(event.id, account.user.id)).toMatchObject([{ seats: [0, 1], buyer: account.user.id }]);
  const orders = await house.orders.list({ personId: account.user.id }, { first: 5, after: null });
  expect(orders.rows).toHaveLength(1);
  expect(await house.services.sessions.sessionByToken(session.token)).toBeNull();
});

test('while Redis is away a guest cannot be taken over, and stays signed in to try again', async () => {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const house = openHouse(disposer, { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl });
  await openEvent(house);
  const email = someEmail();
  await register(house, email);
  const { session, viewer } = await asGuest(house);
  await server.kill();
  await expect(house.services.people.login(viewer, { email, password: PASSWORD })).rejects.toMatchObject({
    code: 'DEPENDENCY_UNAVAILABLE',
  });
  expect(await house.services.sessions.sessionByToken(session.token)).not.toBeNull();
  expect((await house.services.people.login(null, { email, password: PASSWORD })).kind).toBe('Session');
});

test('logging out ends the session at once, here and within a second elsewhere', async () => {
  const house = open();
  const elsewhere = open();
  const { session, viewer } = await asGuest(house);
  expect(await elsewhere.services.sessions.sessionByToken(session.token)).not.toBeNull();
  expect(await house.services.sessions.logout(viewer)).toBe(true);
  expect(await house.services.sessions.sessionByToken(session.token)).toBeNull();
  await eventually(async () => expect(await elsewhere.services.sessions.sessionByToken(session.token)).toBeNull());
  expect(await house.services.sessions.logout(viewer)).toBe(false);
  expect(await house.services.sessions.logout(null)).toBe(false);
});

test('a role reaches living sessions, here at once and elsewhere within a second, and the audit trail', async () => {
  const house = open();
  const elsewhere = open();
  const email = someEmail();
  const session = await register(house, email);
  const roleIn = async ({ services }: House): Promise<Role | undefined> => (await services.sessions.sessionByToken(session.token))?.role;
  expect([await roleIn(house), await roleIn(elsewhere)]).toEqual(['CUSTOMER', 'CUSTOMER']);
  expect(await house.services.people.setRole(STAFF, email.toUpperCase(), 'STAFF')).toMatchObject({ email, role: 'STAFF' });
  expect(await roleIn(house)).toBe('STAFF');
  await eventually(async () => expect(await roleIn(elsewhere)).toBe('STAFF'));
  const { rows } = await house.services.audit.list(`person:${session.user.id}`, { first: 5, after: null });
  expect(rows[0]?.node).toMatchObject({ action: 'person.setRole', actor: STAFF.personId, detail: { from: 'CUSTOMER', to: 'STAFF' } });
});

test('a month-long customer session does not become a month-long staff session', async () => {
  const house = open();
  const email = someEmail();
  const session = await register(house, email);
  const viewer = await viewerOf(house, session);
  await house.ledger.pool.query(`UPDATE session SET created_at = now() - interval '13 hours' WHERE id = $1`, [viewer.sessionId]);
  expect(await viewerOf(house, session)).not.toBeNull();
  await house.services.people.setRole(STAFF, email, 'STAFF');
  expect(await house.services.sessions.sessionByToken(session.token)).toBeNull();
});

test('roles of unknown people, and the role GUEST, are refused', async () => {
  const house = open();
  const email = someEmail();
  await register(house, email);
  await expect(house.services.people.setRole(STAFF, someEmail(), 'STAFF')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(house.services.people.setRole(STAFF, email, 'GUEST')).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [{ path: 'role' }],
  });
});

test('the last administrator stays one, also when two demote each other at once', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const house = openHouse(disposer, { databaseUrl: database.databaseUrl });
  const emails = [someEmail(), someEmail()];
  for (const email of emails) await house.services.people.provide({ email, name: 'A', password: PASSWORD, role: 'ADMIN' });
  const outcomes = await Promise.allSettled(emails.map((email) => house.services.people.setRole(STAFF, email, 'CUSTOMER')));
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a hash with older parameters is replaced at the next login', async () => {
  const house = open();
  const email = someEmail();
  const { user } = await register(house, email);
  const old = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  await house.ledger.pool.query('UPDATE person SET password_hash = $2 WHERE id = $1', [user.id, old]);
  expect((await house.services.people.login(null, { email, password: PASSWORD })).kind).toBe('Session');
  const { rows } = await house.ledger.pool.query('SELECT password_hash FROM person WHERE id = $1', [user.id]);
  expect(rows[0].password_hash).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  expect((await house.services.people.login(null, { email, password: PASSWORD })).kind).toBe('Session');
});

test('more hashes than the queue holds are OVERLOADED, the others are done', async () => {
  const hasher = new PasswordHasher({ concurrent: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => hasher.verify(null, PASSWORD)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(25 - 17);
  expect(refused[0]?.reason).toMatchObject({ code: 'OVERLOADED', retryAfterMs: 1000 });
  expect(await hasher.verify(await hasher.hash(PASSWORD), PASSWORD)).toBe(true);
});

test('a password far longer than any account has costs no more than another wrong one', async () => {
  const hasher = new PasswordHasher({ concurrent: 1 });
  const long = 'p'.repeat(400);
  const phc = await hasher.hash(long);
  expect(await hasher.verify(phc, long)).toBe(true);
  const began = process.cpuUsage();
  expect(await hasher.verify(phc, long + 'p')).toBe(false);
  expect(await hasher.verify(phc, '\ufdfa'.repeat(5_000_000))).toBe(false);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1000).toBeLessThan(500);
});

test('the admin command makes an administrator who can sign in, and says how it is used', async () => {
  const house = open();
  const { databaseUrl, redisUrl } = useServices();
  const email = someEmail();
  const lines: string[] = [];
  const env = { ...process.env };
  disposer.add(() => void (process.env = env));
  process.env['DATABASE_URL'] = databaseUrl;
  process.env['REDIS_URL'] = redisUrl;
  const run = (...args: string[]) => runAdmin(args, (line) => lines.push(line));
  expect([await run(), await run('create'), await run('drop', email)]).toEqual([2, 2, 2]);
  expect(await run('create', 'nobody')).toBe(1);
  expect(await run('create', email)).toBe(0);
  const password = /this once: (\S+)$/.exec(lines.at(-1)!)![1]!;
  expect(sessionOf(await house.services.people.login(null, { email, password })).user.role).toBe('ADMIN');
  expect(await run('create', email)).toBe(0);
  expect(lines.at(-1)).toContain('with the password it had');
});
