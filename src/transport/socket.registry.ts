import type { WebSocket } from 'ws';
import type { Viewer } from '../domain/viewer.js';
import type { ReadViewer } from './request.context.js';

/** What is known of an open socket. */
export interface OpenSocket {
  socket: WebSocket;
  addressKey: string;
  token: string | null;
  viewer: Viewer | null;
  /** False from a ping until its answer. */
  alive: boolean;
  messages: number;
  checkedAtMs: number;
}

export interface SocketRegistryParts {
  readViewer: ReadViewer;
  messagesPer10s: number;
  maxPerAddress: number;
  onCount(count: number): void;
  onClose(reason: string): void;
}

/** Clients of graphql-ws come back by themselves after 1001, 1013 and 4403, and not after 1008 and 4500. */
export const CLOSE = {
  goingAway: 1001,
  tooManyMessages: 1008,
  tryLater: 1013,
  sessionOver: 4403,
  internal: 4500,
} as const;

const BEAT_MS = 1000;
const PING_MS = 15_000;
const WINDOW_MS = 10_000;
const SESSION_CHECK_MS = 15_000;
/** Sockets closed at a time when the process stops, and the longest wait before the next ones: their owners all come back at once. */
const BATCH = 100;
const BATCH_JITTER_MS = 50;

/**
 * All open sockets of this process, looked after by one timer: pings, message windows, sessions that expired or were ended.
 * One timer for all costs the same for one socket and for ten thousand.
 */
export class SocketRegistry {
  readonly #parts: SocketRegistryParts;
  readonly #open = new Set<OpenSocket>();
  readonly #perAddress = new Map<string, number>();
  readonly #beat: NodeJS.Timeout;
  #beats = 0;

  constructor(parts: SocketRegistryParts) {
    this.#parts = parts;
    this.#beat = setInterval(() => this.#look(), BEAT_MS);
    this.#beat.unref();
  }

  get size(): number {
    return this.#open.size;
  }

  hasRoom(addressKey: string): boolean {
    return (this.#perAddress.get(addressKey) ?? 0) < this.#parts.maxPerAddress;
  }

  add(socket: WebSocket, addressKey: string): OpenSocket {
    const entry: OpenSocket = { socket, addressKey, token: null, viewer: null, alive: true, messages: 0, checkedAtMs: Date.now() };
    this.#open.add(entry);
    this.#perAddress.set(addressKey, (this.#perAddress.get(addressKey) ?? 0) + 1);
    this.#parts.onCount(this.#open.size);
    socket.on('pong', () => (entry.alive = true));
    socket.once('close', () => this.#remove(entry));
    return entry;
  }

  /** Counts a message. @returns false when the socket sent too many and was closed. */
  countMessage(entry: OpenSocket): boolean {
    entry.messages += 1;
    if (entry.messages <= this.#parts.messagesPer10s) return true;
    this.#close(entry, CLOSE.tooManyMessages, 'Too many messages', 'messages');
    return false;
  }

  /** Ends a socket whose reader does not keep up. A closing handshake would queue behind what it does not read. */
  dropSlow(entry: OpenSocket): void {
    this.#parts.onClose('slow');
    entry.socket.terminate();
  }

  /** Closes all sockets, some at a time. Resolves when all are told; those who do not answer are cut off. */
  async closeAll(): Promise<void> {
    clearInterval(this.#beat);
    const entries = [...this.#open];
    for (let at = 0; at < entries.length; at += BATCH) {
      for (const entry of entries.slice(at, at + BATCH)) this.#close(entry, CLOSE.goingAway, 'Going away', 'stopping');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BATCH_JITTER_MS));
    }
    const late = setTimeout(() => entries.forEach((entry) => entry.socket.terminate()), 1000);
    await Promise.all(entries.map((entry) => closed(entry.socket)));
    clearTimeout(late);
  }

  #remove(entry: OpenSocket): void {
    this.#open.delete(entry);
    const left = (this.#perAddress.get(entry.addressKey) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(entry.addressKey, left);
    else this.#perAddress.delete(entry.addressKey);
    this.#parts.onCount(this.#open.size);
  }

  #close(entry: OpenSocket, code: number, words: string, reason: string): void {
    this.#parts.onClose(reason);
    entry.socket.close(code, words);
  }

  #look(): void {
    this.#beats += 1;
    const nowMs = Date.now();
    const newWindow = (this.#beats * BEAT_MS) % WINDOW_MS === 0;
    const ping = (this.#beats * BEAT_MS) % PING_MS === 0;
    for (const entry of this.#open) {
      if (newWindow) entry.messages = 0;
      if (ping) this.#ping(entry);
      if (entry.viewer !== null) this.#checkSession(entry, entry.viewer, nowMs);
    }
  }

  #ping(entry: OpenSocket): void {
    if (!entry.alive) {
      this.#parts.onClose('silent');
      entry.socket.terminate();
      return;
    }
    entry.alive = false;
    if (entry.socket.readyState === entry.socket.OPEN) entry.socket.ping();
  }

  #checkSession(entry: OpenSocket, viewer: Viewer, nowMs: number): void {
    if (viewer.expiresAt.getTime() <= nowMs) return this.#close(entry, CLOSE.sessionOver, 'Session over', 'session');
    if (nowMs - entry.checkedAtMs < SESSION_CHECK_MS || entry.token === null) return;
    entry.checkedAtMs = nowMs;
    // Nobody can say: the session stays as it was, and is asked about again.
    const again = Promise.resolve(this.#parts.readViewer(entry.token)).catch(() => viewer);
    void again.then((current) => {
      // With another role, too: what is open was allowed by the old one. Clients come back and are judged anew.
      if (current === null || current.role !== viewer.role) this.#close(entry, CLOSE.sessionOver, 'Session over', 'session');
      else entry.viewer = current;
    });
  }
}

function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
