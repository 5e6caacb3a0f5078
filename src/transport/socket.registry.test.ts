import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { Viewer } from '../domain/viewer.js';
import { SocketRegistry } from './socket.registry.js';

/** The far end of a connection, as far as the registry looks at it. */
class Wire extends EventEmitter {
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 1;
  pings = 0;
  ended: number | null = null;

  ping(): void {
    this.pings += 1;
  }
  close(code: number): void {
    this.#end(code);
  }
  terminate(): void {
    this.#end(1006);
  }
  #end(code: number): void {
    if (this.ended !== null) return;
    this.ended = code;
    this.readyState = 3;
    this.emit('close');
  }
}

const viewer = (expiresInMs: number): Viewer => ({
  personId: 'p',
  role: 'GUEST',
  sessionId: 's',
  expiresAt: new Date(Date.now() + expiresInMs),
});

describe('open sockets', () => {
  let session: () => Promise<Viewer | null>;
  let registry: SocketRegistry;
  const reasons: string[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    reasons.length = 0;
    session = async () => viewer(3_600_000);
    registry = new SocketRegistry({
      readViewer: () => session(),
      messagesPer10s: 3,
      maxPerAddress: 2,
      onCount: () => undefined,
      onClose: (reason) => reasons.push(reason),
    });
  });
  afterEach(async () => {
    const closing = registry.closeAll();
    await vi.runAllTimersAsync();
    await closing;
    vi.useRealTimers();
  });

  function open(who: Viewer | null = null) {
    const wire = new Wire();
    const entry = registry.add(wire as unknown as WebSocket, '203.0.113.7');
    entry.viewer = who;
    entry.token = who === null ? null : 'token';
    return { wire, entry };
  }

  it('that answer no ping are cut off, and those that do stay', async () => {
    const silent = open();
    const lively = open();
    lively.wire.ping = () => void lively.wire.emit('pong');
    await vi.advanceTimersByTimeAsync(31_000);
    expect(silent.wire.ended).toBe(1006);
    expect(lively.wire.ended).toBeNull();
    expect(reasons).toEqual(['silent']);
  });

  it('are closed within 20 seconds when their session was ended, and stay when nobody can say', async () => {
    const { wire } = open(viewer(3_600_000));
    wire.ping = () => void wire.emit('pong');
    session = () => Promise.reject(new Error('the ledger is away'));
    await vi.advanceTimersByTimeAsync(40_000);
    expect(wire.ended).toBeNull();
    session = async () => null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.ended).toBe(4403);
  });

  it('are closed within 20 seconds when their role changed: what is open was allowed by the old one', async () => {
    const { wire } = open({ ...viewer(3_600_000), role: 'STAFF' });
    wire.ping = () => void wire.emit('pong');
    session = async () => ({ ...viewer(3_600_000), role: 'STAFF' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.ended).toBeNull();
    session = async () => ({ ...viewer(3_600_000), role: 'CUSTOMER' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.ended).toBe(4403);
  });

  it('are closed when their session expires, to the second', async () => {
    const { wire } = open(viewer(5000));
    await vi.advanceTimersByTimeAsync(4000);
    expect(wire.ended).toBeNull();
    await vi.advanceTimersByTimeAsync(2000);
    expect(wire.ended).toBe(4403);
  });

  it('may say so much in ten seconds, and again in the next ten', async () => {
    const { wire, entry } = open();
    expect([1, 2, 3].map(() => registry.countMessage(entry))).toEqual([true, true, true]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(registry.countMessage(entry)).toBe(true);
    expect([1, 2, 3].map(() => registry.countMessage(entry))).toEqual([true, true, false]);
    expect(wire.ended).toBe(1008);
  });

  it('of one address are counted, and forgotten when they close', () => {
    const first = open();
    open();
    expect(registry.hasRoom('203.0.113.7')).toBe(false);
    expect(registry.hasRoom('203.0.113.8')).toBe(true);
    first.wire.terminate();
    expect(registry.hasRoom('203.0.113.7')).toBe(true);
    expect(registry.size).toBe(1);
  });
});
