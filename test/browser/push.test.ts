import { createECDH, randomBytes } from 'node:crypto';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import webPush from 'web-push';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { type MessageSink, startMessageSink } from '../support/message-sink.js';
import { openedBy } from '../support/push-browser.js';
import { openSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';
import { expectAccessible, startBrowser, visit, type Visitor } from './browser.js';

const HOST = 'push.example.org';
const DETOUR = new URL('../support/push-detour.mjs', import.meta.url).href;
const vapid = webPush.generateVAPIDKeys();
const disposer = useDisposer({ scope: 'file' });
let receiver: MessageSink;
let office: BoxOffice;
let staff: GraphQLClient;
let browser: Browser;
let visitors: Visitor[] = [];

beforeAll(async () => {
  receiver = await startMessageSink(disposer, 201);
  office = await startBoxOffice(disposer, {
    NODE_OPTIONS: `--import ${DETOUR}`,
    PUSH_HOST: HOST,
    PUSH_RECEIVER: receiver.url,
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    VAPID_SUBJECT: 'mailto:tickets@aisle.test',
  });
  staff = await office.client().logIn('admin@example.com');
  browser = await startBrowser(disposer);
});

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

/** The keys of a browser, made here so that the test can read what is sent to it. */
function newKeys() {
  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  const auth = randomBytes(16).toString('base64url');
  return { ecdh, auth, json: { endpoint: `https://${HOST}/${randomBytes(8).toString('hex')}`, keys: { p256dh, auth } } };
}

type Keys = ReturnType<typeof newKeys>;

/** Stands in for the browser's own push service, which is not on this machine: a subscription with these keys, for ever. */
function standIn(json: Keys['json']): void {
  const KEPT = 'push of the test';
  const subscription = () => {
    const kept = localStorage.getItem(KEPT);
    const unsubscribe = async () => (localStorage.removeItem(KEPT), true);
    return kept === null
      ? null
      : { ...json, options: { applicationServerKey: Uint8Array.from(JSON.parse(kept)).buffer }, toJSON: () => json, unsubscribe };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => subscription(),
    subscribe: async (options: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) => {
      if (sessionStorage.getItem('push service') === 'away') throw new DOMException('no push service', 'AbortError');
      if (!options.userVisibleOnly) throw new TypeError('messages that nobody sees');
      localStorage.setItem(KEPT, JSON.stringify([...options.applicationServerKey]));
      return subscription();
    },
  });
}

interface Circumstances extends BrowserContextOptions {
  permission?: 'granted' | 'denied';
  /** Runs in each page before its own scripts. */
  before?: () => void;
}

/** Orders at the page of an event, and comes back without having paid. */
async function order(page: Page): Promise<void> {
  await page.locator('[data-seat="3"]').click();
  await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
  await page.getByRole('button', { name: 'Order and pay' }).click();
  await page.getByRole('button', { name: /later/i }).click();
  await page.waitForURL('**/orders/*');
  await page.getByRole('heading', { name: 'Waiting for payment' }).waitFor();
}

/** A buyer at the page of an order that waits for its payment. */
async function orderPage({ permission, before, ...options }: Circumstances = {}): Promise<{ page: Page; keys: Keys; orderNo: string }> {
  const sale = await openSale(staff);
  const visitor = await visit(browser, office.url, options);
  visitors.push(visitor);
  const { page } = visitor;
  const keys = newKeys();
  await page.context().addInitScript(standIn, keys.json);
  if (before !== undefined) await page.context().addInitScript(before);
  if (permission === 'granted') await page.context().grantPermissions(['notifications'], { origin: office.url });
  await page.goto(`/events/${sale.eventId}`);
  if (permission === 'denied') {
    const cdp = await page.context().newCDPSession(page);
    const { targetInfo } = await cdp.send('Target.getTargetInfo');
    const browserContextId = targetInfo.browserContextId!;
    await cdp.send('Browser.setPermission', {
      permission: { name: 'notifications' },
      setting: 'denied',
      origin: office.url,
      browserContextId,
    });
  }
  await order(page);
  return { page, keys, orderNo: page.url().split('/').at(-1)! };
}

const START = 'Tell me in this browser';
const STOP = 'Stop telling me in this browser';
const start = (page: Page) => page.getByRole('button', { name: START });
const stop = (page: Page) => page.getByRole('button', { name: STOP });

async function pay(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pay / }).click();
  await page.getByRole('button', { name: /approve/i }).click();
  await page.getByRole('heading', { name: 'Your tickets', level: 1 }).waitFor();
}

/** What was sent to one browser. */
const sentTo = ({ json }: Keys) => receiver.tries.filter(({ path }) => path === new URL(json.endpoint).pathname);

/** Hands a message to the service worker as the browser's push service would. */
async function deliver(page: Page, data: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const ids: string[] = [];
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) =>
    ids.push(...registrations.filter(({ isDeleted }) => !isDeleted).map(({ registrationId }) => registrationId)),
  );
  await cdp.send('ServiceWorker.enable');
  await waitFor(() => ids.length > 0, { what: 'the registration of the service worker' });
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: office.url, registrationId: ids[0]!, data });
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/orders/');
    const notifications = (await registration?.getNotifications()) ?? [];
    return notifications.map(({ title, body, tag, data }) => ({ title, body, tag, url: (data as { url: string }).url }));
  });

/** Presses the notification that is shown. @returns what the service worker wanted to do about windows, which only a real press lets it */
async function press(page: Page): Promise<string[]> {
  const [worker] = page.context().serviceWorkers();
  return worker!.evaluate(async () => {
    interface Scope {
      clients: { openWindow(path: string): Promise<null> };
      registration: ServiceWorkerRegistration;
      WindowClient: { prototype: { focus(): Promise<void>; url: string } };
      NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
      dispatchEvent(event: Event): boolean;
    }
    const scope = self as unknown as Scope;
    const wishes: string[] = [];
    scope.clients.openWindow = async (path) => (wishes.push(`open ${path}`), null);
    scope.WindowClient.prototype.focus = async function focus() {
      wishes.push(`go to ${new URL(this.url).pathname}`);
    };
    const [notification] = await scope.registration.getNotifications();
    const event = new scope.NotificationEvent('notificationclick', { notification: notification! });
    let work: Promise<unknown> = Promise.resolve();
    Object.defineProperty(event, 'waitUntil', { value: (promise: Promise<unknown>) => (work = promise) });
    scope.dispatchEvent(event);
    await work;
    return [...wishes, `${(await scope.registration.getNotifications()).length} left`];
  });
}

describe('a buyer who wants to be told in the browser', () => {
  test('is told of the tickets by a message that only this browser can read, and it opens the order', async () => {
    const { page, keys, orderNo } = await orderPage({ permission: 'granted' });
    await start(page).waitFor();
    await expectAccessible(page, 'the offer to be told');
    await start(page).press('Enter');
    await stop(page).waitFor();
    await page.getByText('This browser tells you when something happens').waitFor();
    await expectAccessible(page, 'told in this browser');
    expect(await stop(page).evaluate((button) => document.activeElement === button)).toBe(true);
    await pay(page);
    await stop(page).waitFor();
    await waitFor(() => sentTo(keys).length === 1, { what: 'the message', timeoutMs: 20_000 });
    const [{ body, headers }] = sentTo(keys) as [MessageSink['tries'][0]];
    expect(headers['authorization']).toContain(`k=${vapid.publicKey}`);
    const text = openedBy(keys.ecdh, keys.auth, body);
    expect(JSON.parse(text)).toMatchObject({ title: expect.stringContaining(orderNo), url: `${office.url}/orders/${orderNo}` });

    await deliver(page, text);
    await expect.poll(() => shown(page)).toEqual([JSON.parse(text)]);
    await deliver(page, text);
    await expect.poll(() => shown(page)).toHaveLength(1);
    expect(await press(page)).toEqual([`go to /orders/${orderNo}`, '0 left']);
    await deliver(page, text);
    await expect.poll(() => shown(page)).toHaveLength(1);
    await page.goto('/');
    expect(await press(page)).toEqual([`open /orders/${orderNo}`, '0 left']);
  });

  test('can take it back, and is told nothing then; the page remembers both', async () => {
    const { page, keys, orderNo } = await orderPage({ permission: 'granted' });
    await start(page).click();
    await stop(page).waitFor();
    await page.reload();
    await stop(page).click();
    await page.getByText('This browser tells you nothing any more').waitFor();
    expect(await start(page).evaluate((button) => document.activeElement === button)).toBe(true);
    await page.reload();
    await start(page).waitFor();
    await pay(page);
    const told = 'query($no: ID!) { order(orderNo: $no) { timeline { what } } }';
    const words = async () => (await staff.ask(told, { no: orderNo })).order.timeline.map(({ what }: { what: string }) => what);
    await waitFor(async () => (await words()).includes('mailed'), { what: 'the mail', timeoutMs: 20_000 });
    expect(sentTo(keys)).toEqual([]);
  });

  test('is not taken for the next person at the same browser, who is asked anew', async () => {
    const { page } = await orderPage({ permission: 'granted' });
    await start(page).click();
    await stop(page).waitFor();
    await page.context().clearCookies();
    await page.goto(`/events/${(await openSale(staff)).eventId}`);
    await order(page);
    await start(page).click();
    await stop(page).waitFor();
  });

  test('takes the browser along on signing in, and leaves it on signing out', async () => {
    const account = { e: `ada-${randomBytes(6).toString('hex')}@example.com`, p: 'a long password of Ada', n: 'Ada' };
    const register = 'mutation($e: EmailAddress!, $p: String!, $n: String!) { register(email: $e, password: $p, name: $n) { __typename } }';
    expect((await office.client().ask(register, account)).register.__typename).toBe('Session');
    const { page, keys, orderNo } = await orderPage({ permission: 'granted' });
    await start(page).click();
    await stop(page).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail').fill(account.e);
    await page.getByLabel('Password').fill(account.p);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`**/orders/${orderNo}`);
    await page.getByRole('link', { name: 'Account' }).waitFor();
    await stop(page).waitFor();
    await pay(page);
    await waitFor(() => sentTo(keys).length === 1, { what: 'the message', timeoutMs: 20_000 });
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    const isRegistered = async () => (await navigator.serviceWorker.getRegistration('/orders/')) !== undefined;
    await expect.poll(() => page.evaluate(isRegistered)).toBe(false);
  });

  test('reads it in Chinese, as the messages themselves will be', async () => {
    const { page, keys, orderNo } = await orderPage({ permission: 'granted', locale: 'zh-CN' });
    const offer = page.getByRole('region', { name: '在此浏览器接收消息' });
    await offer.getByRole('button', { name: '在此浏览器通知我' }).click();
    await offer.getByRole('button', { name: '不再在此浏览器通知我' }).waitFor();
    expect(await offer.getAttribute('lang')).toBe('zh-Hans');
    await expectAccessible(page, 'the offer in Chinese');
    await pay(page);
    await waitFor(() => sentTo(keys).length === 1, { what: 'the message', timeoutMs: 20_000 });
    const { title } = JSON.parse(openedBy(keys.ecdh, keys.auth, sentTo(keys)[0]!.body)) as { title: string };
    expect(title).toContain(orderNo);
    expect(title).toMatch(/\p{Script=Han}/u);
  });
});

describe('an honest word is said', () => {
  test('when the browser blocks messages of this site', async () => {
    const { page } = await orderPage({ permission: 'denied' });
    await page.getByText('Your browser blocks messages from this site').waitFor();
    expect(await start(page).isVisible()).toBe(false);
    await expectAccessible(page, 'messages blocked');
  });

  test('when the buyer blocks them on being asked, or does not answer', async () => {
    const { page } = await orderPage({
      before: () => {
        Object.defineProperty(Notification, 'permission', { value: 'default' });
        Notification.requestPermission = async () => (localStorage.getItem('answer') ?? 'default') as NotificationPermission;
      },
    });
    await start(page).click();
    await page.getByText('your browser’s question was not answered').waitFor();
    await page.evaluate(() => localStorage.setItem('answer', 'denied'));
    await start(page).click();
    await page.getByText('Your browser blocks messages from this site').waitFor();
  });

  test('when the browser has no push messages at all', async () => {
    const { page } = await orderPage({ before: () => Reflect.deleteProperty(window, 'PushManager') });
    await page.getByText('This browser cannot show messages from this site').waitFor();
    expect(await start(page).isVisible()).toBe(false);
    await expectAccessible(page, 'messages not supported');
  });

  test('when the browser’s push service or the box office does not take it, and nothing is left of it', async () => {
    const { page } = await orderPage({ permission: 'granted' });
    await page.evaluate(() => sessionStorage.setItem('push service', 'away'));
    await start(page).click();
    await page.getByText('could not reach its own message service').waitFor();
    await page.evaluate(() => sessionStorage.clear());
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('SaveBrowser')) return route.fallback();
      await route.fulfill({ json: { errors: [{ message: 'no', extensions: { code: 'INTERNAL' } }] } });
    });
    await start(page).click();
    await page.getByText('The box office did not take it').waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('push')))).toEqual([]);
    await page.unroute('**/graphql');
    await start(page).click();
    await stop(page).waitFor();
  });
});

describe('a house that sends nothing to browsers', () => {
  let silent: BoxOffice;
  beforeAll(async () => {
    silent = await startBoxOffice(disposer);
  });

  test('offers nothing', async () => {
    const visitor = await visit(browser, silent.url);
    visitors.push(visitor);
    const { page } = visitor;
    const sale = await openSale(await silent.client().logIn('admin@example.com'));
    await page.goto(`/events/${sale.eventId}`);
    const asked = page.waitForResponse((response) => response.request().postData()?.includes('pushKey') === true);
    await order(page);
    await (await asked).finished();
    expect(await page.getByText('in this browser').count()).toBe(0);
  });
});
