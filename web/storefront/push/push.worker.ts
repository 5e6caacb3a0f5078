/**
 * The service worker: shows what the house sends to this browser, also while no page is open, and opens the order that it is about.
 * It answers no requests: pages load as they would without it.
 */

/** As src/notify/push.channel.ts seals it. */
interface PushText {
  title: string;
  body: string;
  url: string;
  /** The same for the same message: a repeat replaces the first. */
  tag: string;
}

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushedEvent extends LastingEvent {
  data: { json(): PushText } | null;
}
interface ClickedEvent extends LastingEvent {
  notification: Notification;
}
interface WindowClient {
  url: string;
  focus(): Promise<unknown>;
}
/** What of a service worker's global is used; the pages' library of types has none of it. */
interface WorkerScope {
  location: Location;
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowClient[]>;
    openWindow(path: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: PushedEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: ClickedEvent) => void): void;
}

const scope = self as unknown as WorkerScope;
/** Browsers want something shown for every message, even for one that cannot be read. */
const UNREADABLE: PushText = { title: 'Aisle', body: '', url: '/orders', tag: 'unreadable' };

scope.addEventListener('push', (event) => event.waitUntil(show(textOf(event.data))));
scope.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)));

function textOf(data: PushedEvent['data']): PushText {
  try {
    return data?.json() ?? UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function show({ title, body, url, tag }: PushText): Promise<void> {
  return scope.registration.showNotification(title, { body, tag, icon: '/favicon.ico', data: { url } });
}

/** Goes to the page of the order where it is open, else opens it; never to another house. */
async function open(notification: Notification): Promise<void> {
  notification.close();
  const { pathname } = new URL((notification.data as { url: string }).url, scope.location.origin);
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === pathname);
  await (page ? page.focus() : scope.clients.openWindow(pathname));
}
