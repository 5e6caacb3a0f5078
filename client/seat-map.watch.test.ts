import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { MapCursor, SeatMapFrame } from './seat-map.js';
import { watchSeatMap, type SeatMapWatch } from './seat-map.watch.js';

const schema = buildSchema(`
  type Query { ok: Boolean }
  type Cursor { epoch: Int! version: Int! }
  input SeatMapCursorInput { epoch: Int! version: Int! }
  type Places { tierId: ID! available: Int! }
  type SeatMapSnapshot { cursor: Cursor! seatCount: Int! states: String! places: [Places!]! }
  type SeatMapDelta { from: Cursor! to: Cursor! packed: String! places: [Places!]! }
  union SeatMapFrame = SeatMapSnapshot | SeatMapDelta
  type Subscription { seatMap(eventId: ID!, since: SeatMapCursorInput): SeatMapFrame! }
`);

/** A server whose map is what the test says: each subscription takes the frames of the next script, then stays open or ends. */
class ScriptedServer {
  readonly sinces: (MapCursor | null)[] = [];
  readonly scripts: { frames: SeatMapFrame[]; then: 'stay' | 'end' | 'fail' }[] = [];
  readonly #http: Server = createServer();
  readonly #sockets = new WebSocketServer({ server: this.#http, path: '/graphql' });
  #open: (() => void)[] = [];

  async listen(): Promise<string> {
    useServer(
      { schema, roots: { subscription: { seatMap: ({ since }: { since: MapCursor | null }) => this.#stream(since) } } },
      this.#sockets,
    );
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/graphql`;
  }

  /** Cuts every connection as a lost network does. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    for (const end of this.#open) end();
    this.#sockets.close();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async *#stream(since: MapCursor | null): AsyncGenerator<{ seatMap: SeatMapFrame }> {
    this.sinces.push(since ? { ...since } : null);
    const script = this.scripts.shift() ?? { frames: [], then: 'stay' as const };
    for (const frame of script.frames) yield { seatMap: frame };
    if (script.then === 'fail') throw new Error('The feed stopped.');
    if (script.then === 'stay') await new Promise<void>((resolve) => this.#open.push(resolve));
  }
}

/** On a machine that is busy with something else. */
const PATIENT = { timeout: 10_000 };

const snapshot = (version: number, byte: number): SeatMapFrame => ({
  __typename: 'SeatMapSnapshot',
  cursor: { epoch: 1, version },
  seatCount: 4,
  states: Buffer.from([byte]).toString('base64'),
  places: [],
});
const sold = (from: number, to: number, seat: number): SeatMapFrame => ({
  __typename: 'SeatMapDelta',
  from: { epoch: 1, version: from },
  to: { epoch: 1, version: to },
  packed: Buffer.from([(seat << 2) | 2, 0, 0, 0]).toString('base64'),
  places: [],
});

describe('watchSeatMap', () => {
  let server: ScriptedServer;
  let client: Client;
  let watch: SeatMapWatch | undefined;

  beforeEach(async () => {
    server = new ScriptedServer();
    const url = await server.listen();
    client = createClient({
      url,
      webSocketImpl: WebSocket,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
  });

  afterEach(async () => {
    watch?.stop();
    await client.dispose();
    await server.close();
  });

  const start = (onTrouble?: (error: unknown) => void): SeatMapWatch => {
    watch = watchSeatMap({ client, eventId: 'e', onFrame: () => undefined, onTrouble, baseDelayMs: 5, maxDelayMs: 20 });
    return watch;
  };

  it('starts without a cursor and follows snapshot and deltas', async () => {
    server.scripts.push({ frames: [snapshot(3, 0), sold(3, 4, 2)], then: 'stay' });
    const { map } = start();
    await vi.waitFor(() => expect(map.cursor?.version).toBe(4), PATIENT);
    expect(map.stateOf(2)).toBe('SOLD');
    expect(server.sinces).toEqual([null]);
  });

  it('names the cursor it reached when the connection was cut', async () => {
    server.scripts.push({ frames: [snapshot(3, 0), sold(3, 4, 0)], then: 'stay' }, { frames: [sold(4, 9, 1)], then: 'stay' });
    const { map } = start();
    await vi.waitFor(() => expect(map.cursor?.version).toBe(4), PATIENT);
    server.cut();
    await vi.waitFor(() => expect(map.cursor?.version).toBe(9), PATIENT);
    expect(server.sinces).toEqual([null, { epoch: 1, version: 4 }]);
    expect([map.stateOf(0), map.stateOf(1)]).toEqual(['SOLD', 'SOLD']);
  });

  it('subscribes again with its cursor when the server ends the subscription', async () => {
    server.scripts.push({ frames: [snapshot(3, 0)], then: 'end' }, { frames: [sold(3, 4, 1)], then: 'stay' });
    const { map } = start();
    await vi.waitFor(() => expect(map.cursor?.version).toBe(4), PATIENT);
    expect(server.sinces).toEqual([null, { epoch: 1, version: 3 }]);
  });

  it('reports a failed subscription and subscribes again', async () => {
    const troubles: unknown[] = [];
    server.scripts.push({ frames: [], then: 'fail' }, { frames: [snapshot(5, 0)], then: 'stay' });
    const { map } = start((error) => troubles.push(error));
    await vi.waitFor(() => expect(map.cursor?.version).toBe(5), PATIENT);
    expect(troubles.length).toBeGreaterThan(0);
  });

  it('asks anew instead of applying a frame that leaves a gap', async () => {
    server.scripts.push(
      { frames: [snapshot(3, 0), sold(6, 7, 1), sold(7, 8, 2)], then: 'stay' },
      { frames: [sold(3, 8, 1)], then: 'stay' },
    );
    const { map } = start();
    await vi.waitFor(() => expect(map.cursor?.version).toBe(8), PATIENT);
    expect(server.sinces).toEqual([null, { epoch: 1, version: 3 }]);
    expect(map.stateOf(2)).toBe('FREE');
  });

  it('is silent after stop', async () => {
    server.scripts.push({ frames: [snapshot(3, 0)], then: 'stay' });
    const { map, stop } = start();
    await vi.waitFor(() => expect(map.cursor).not.toBeNull(), PATIENT);
    stop();
    stop();
    server.cut();
    await vi.waitFor(() => expect(server.sinces).toHaveLength(1), PATIENT);
  });
});
