import { signal } from '@preact/signals';
import { createClient, type Client } from 'graphql-ws';

/** What the page may say about its line to the server. `idle`: nothing is subscribed. */
export type LineState = 'idle' | 'connecting' | 'live' | 'lost';
export const line = signal<LineState>('idle');

const SILENCE_MS = 12_000;
const PONG_WITHIN_MS = 5_000;
/** A line that is back within a second was not lost, as far as a reader is concerned. */
const GRACE_MS = 1_000;

let client: Client | null = null;
let graceTimer: ReturnType<typeof setTimeout> | undefined;

function setLine(state: LineState): void {
  if (state === 'lost') {
    if (line.value === 'live') line.value = 'connecting';
    graceTimer ??= setTimeout(() => {
      line.value = 'lost';
    }, GRACE_MS);
    return;
  }
  clearTimeout(graceTimer);
  graceTimer = undefined;
  line.value = state;
}

/** The page's one socket, opened with the first subscription and closed after the last. It reconnects for as long as it is needed. */
export function socket(): Client {
  client ??= openSocket();
  return client;
}

/** Signs the socket in anew: the server reads the session cookie when a socket opens. Subscriptions resume by themselves. */
export function renewSocket(): void {
  client?.terminate();
}

function openSocket(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const created = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => {
      const ceiling = Math.min(15_000, 300 * 2 ** retries);
      return new Promise((resolve) => setTimeout(resolve, ceiling * (0.5 + Math.random() / 2)));
    },
    // Without pings a socket whose network went away looks healthy for minutes.
    keepAlive: SILENCE_MS,
    on: {
      connecting: () => {
        if (line.value === 'idle') setLine('connecting');
      },
      connected: () => setLine('live'),
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => created.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        setLine((event as CloseEvent).code === 1000 ? 'idle' : 'lost');
      },
    },
  });
  return created;
}

interface Listener<Data> {
  next(data: Data): void;
  /** The server refused or ended the subscription with an error. */
  trouble?(error: unknown): void;
  /** The server has nothing more to say. */
  done?(): void;
}

/** Follows a subscription until the returned function is called. */
export function follow<Data>(query: string, variables: Record<string, unknown>, listener: Listener<Data>): () => void {
  return socket().subscribe<Data>(
    { query, variables },
    {
      next: (result) => (result.data ? listener.next(result.data) : listener.trouble?.(result.errors)),
      error: (error) => listener.trouble?.(error),
      complete: () => listener.done?.(),
    },
  );
}
