import { send } from '../api/graphql.js';
import { REMOVE_BROWSER, SAVE_BROWSER } from './push.documents.js';

/** Whether this browser tells somebody of their orders, or why it cannot. */
export type PushState = 'on' | 'off' | 'blocked' | 'unsupported';
/** What became of a wish to be told. */
export type PushOutcome = 'on' | 'unanswered' | 'blocked' | 'noPushService' | 'notSaved';

/** Where the service worker is, and the pages that it belongs to. */
const WORKER = '/push-worker.js';
const SCOPE = '/orders/';
/** Who is told by which address: a browser that told somebody else does not count as told. */
const REMEMBERED = 'aisle-push';

/** This browser as the house can tell it: its permission, its subscription, and what the house knows of it. */
export class PushBrowser {
  readonly #personId: string;
  readonly #serverKey: Uint8Array<ArrayBuffer>;

  /** @param serverKey by which the browser's push service knows the house, base64url. */
  constructor(parts: { personId: string; serverKey: string }) {
    this.#personId = parts.personId;
    this.#serverKey = bytesOf(parts.serverKey);
  }

  async state(): Promise<PushState> {
    if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unsupported';
    if (Notification.permission === 'denied') return 'blocked';
    const subscription = await currentSubscription();
    if (subscription === null || Notification.permission !== 'granted') return 'off';
    const isKnown = localStorage.getItem(REMEMBERED) === this.#memory(subscription);
    if (!isKnown && !(await isTakenAlong(subscription))) return 'off';
    // The house keeps a person's ten newest browsers: one that is in use stays among them.
    const isSaved = await save(subscription).then(
      () => true,
      () => isKnown,
    );
    if (!isSaved) return 'off';
    localStorage.setItem(REMEMBERED, this.#memory(subscription));
    return 'on';
  }

  /** Asks the person, the browser and the house, in that order. What one of them refuses leaves nothing behind. Safe to repeat. */
  async start(): Promise<PushOutcome> {
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') return permission === 'denied' ? 'blocked' : 'unanswered';
    const subscription = await this.#subscribe().catch(() => null);
    if (subscription === null) return 'noPushService';
    try {
      await save(subscription);
    } catch {
      await subscription.unsubscribe().catch(() => false);
      return 'notSaved';
    }
    localStorage.setItem(REMEMBERED, this.#memory(subscription));
    return 'on';
  }

  /** From here on the browser tells nothing, whether or not the house hears of it. Safe to repeat. */
  async stop(): Promise<void> {
    localStorage.removeItem(REMEMBERED);
    const subscription = await currentSubscription();
    if (subscription === null) return;
    await subscription.unsubscribe();
    await send(REMOVE_BROWSER, { endpoint: subscription.endpoint }, { repeatable: true }).catch(() => undefined);
  }

  async #subscribe(): Promise<PushSubscription> {
    const { pushManager } = await activeRegistration();
    const old = await pushManager.getSubscription();
    // The house has another key by now: what the old one was for is never sent again.
    if (old !== null && !isSame(old.options.applicationServerKey, this.#serverKey)) await old.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.#serverKey });
  }

  #memory({ endpoint }: PushSubscription): string {
    return `${this.#personId} ${endpoint}`;
  }
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** A guest who signed in since took the browser along, which the house tells only by giving it up: the caller saves it again. */
async function isTakenAlong({ endpoint }: PushSubscription): Promise<boolean> {
  const answer = await send<{ removeBrowser: boolean }>(REMOVE_BROWSER, { endpoint }).catch(() => null);
  return answer?.removeBrowser === true;
}

async function activeRegistration(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  return navigator.serviceWorker.ready;
}

async function save(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await send(SAVE_BROWSER, { input: { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] } }, { repeatable: true });
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = new Uint8Array(key ?? new ArrayBuffer(0));
  return bytes.length === other.length && bytes.every((byte, index) => byte === other[index]);
}
