import { computed, signal } from '@preact/signals';
import { LOGIN, LOGOUT, ME_QUERY, REGISTER, START_GUEST_SESSION } from '../api/documents.js';
import { RequestError, send } from '../api/graphql.js';
import { renewSocket } from '../api/socket.js';
import type { Me, Refusal } from '../api/types.js';

/** Who is here. `undefined`: not known yet; null: nobody, no session. The token itself never reaches this script. */
export const me = signal<Me | null | undefined>(undefined);
/** `performance.now()` when the answer in `me` was asked for: its countdowns run from there. */
export const meAskedAt = signal(0);
export const signedIn = computed(() => Boolean(me.value) && me.value?.role !== 'GUEST');

/** Reads who is here, with their holds. @throws RequestError unless it only says that nobody is. */
export async function refreshMe(): Promise<Me | null> {
  const askedAt = performance.now();
  try {
    const data = await send<{ me: Me | null }>(ME_QUERY, {}, { repeatable: true });
    meAskedAt.value = askedAt;
    me.value = data.me;
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'UNAUTHENTICATED') throw error;
    me.value = null;
  }
  return me.value ?? null;
}

let minting: Promise<void> | null = null;

/** Makes sure that there is a session before something is held; a guest session is enough. Two calls at once make one. */
export async function ensureSession(): Promise<void> {
  if (me.value === undefined) await refreshMe();
  if (me.value) return;
  minting ??= startGuestSession().finally(() => {
    minting = null;
  });
  await minting;
}

async function startGuestSession(): Promise<void> {
  await send(START_GUEST_SESSION, {}, { mintsSession: true });
  renewSocket();
  await refreshMe();
}

/** Runs `work` with a session; when the old one turns out to have ended, with a new one, once. */
export async function withSession<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  await ensureSession();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'UNAUTHENTICATED') throw error;
    me.value = null;
    await ensureSession();
    return work();
  }
}

/** Signs in; a guest keeps what they hold. @returns the refusal, or null when it worked. */
export async function signIn(email: string, password: string): Promise<Refusal | null> {
  const data = await send<{ login: Refusal | { __typename: 'Session' } }>(LOGIN, { email, password }, { mintsSession: true });
  return settleSession(data.login);
}

/** Opens an account and signs in; a guest keeps what they hold. @returns the refusal, or null when it worked. */
export async function register(email: string, password: string, name: string): Promise<Refusal | null> {
  const variables = { email, password, name };
  const data = await send<{ register: Refusal | { __typename: 'Session' } }>(REGISTER, variables, { mintsSession: true });
  return settleSession(data.register);
}

async function settleSession(answer: Refusal | { __typename: 'Session' }): Promise<Refusal | null> {
  if (answer.__typename !== 'Session') return answer as Refusal;
  renewSocket();
  await refreshMe();
  return null;
}

export async function signOut(): Promise<void> {
  await send(LOGOUT);
  // Who signs out leaves this browser: without its service worker it tells the next one nothing of their orders.
  void navigator.serviceWorker?.getRegistration('/orders/').then((told) => told?.unregister());
  me.value = null;
  renewSocket();
}
