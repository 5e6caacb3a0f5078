import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { useDisposer } from '../support/disposer.js';
import { startEntrance, TOKENS } from '../support/entrance.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const QUERY = JSON.stringify({ query: '{ serverTime }' });

/** A client that sends what it likes when it likes, and keeps what it hears. */
interface Wire {
  socket: Socket;
  heard(): string;
  /** What the connection broke with; null while it did not. */
  broken(): Error | null;
}

async function openWire(): Promise<Wire> {
  const { graphqlUrl } = await startEntrance(disposer, {
    redisUrl: useServices().redisUrl,
    resolvers: { Query: { serverTime: () => new Date(0) } },
  });
  const socket = connect(Number(new URL(graphqlUrl).port), '127.0.0.1');
  disposer.add(() => void socket.destroy());
  let heard = '';
  let broken: Error | null = null;
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString())).on('error', (error) => (broken = error));
  await once(socket, 'connect');
  return { socket, heard: () => heard, broken: () => broken };
}

const headOf = (headers: string) => `POST /graphql HTTP/1.1\r\nhost: here\r\n${headers}\r\n\r\n`;
const json = (length: number) => `content-type: application/json\r\ncontent-length: ${length}`;
const answered = (wire: Wire, status: string, times = 1) =>
  waitFor(() => wire.heard().split(`HTTP/1.1 ${status}`).length > times, { what: `${times} answers ${status}` });

it('reaches a client that is still sending, and lets it send to the end', async () => {
  const wire = await openWire();
  const half = Buffer.alloc(2_500_000, 0x20);
  wire.socket.write(headOf(json(2 * half.length)));
  wire.socket.write(half);
  await answered(wire, '413');
  expect(wire.heard()).toMatch(/connection: close/i);
  expect(wire.heard()).toContain('BAD_USER_INPUT');
  wire.socket.write(half);
  const [hadError] = await once(wire.socket, 'close');
  expect([hadError, wire.broken()]).toEqual([false, null]);
});

it('reaches a client that says nothing of how much it sends', async () => {
  const wire = await openWire();
  wire.socket.write(headOf('content-type: application/json\r\ntransfer-encoding: chunked'));
  const chunk = Buffer.concat([Buffer.from('186a0\r\n'), Buffer.alloc(100_000, 0x20), Buffer.from('\r\n')]);
  wire.socket.write(chunk);
  await answered(wire, '413');
  for (let sent = 0; sent < 20; sent += 1) wire.socket.write(chunk);
  wire.socket.write('0\r\n\r\n');
  const [hadError] = await once(wire.socket, 'close');
  expect([hadError, wire.broken()]).toEqual([false, null]);
});

it('ends with a client that sends without end', async () => {
  const wire = await openWire();
  wire.socket.write(headOf(json(1_000_000_000)));
  const chunk = Buffer.alloc(1_000_000, 0x20);
  let sent = 0;
  while (!wire.socket.destroyed && sent < 200) {
    sent += 1;
    wire.socket.write(chunk);
    await waitFor(() => wire.socket.destroyed || wire.socket.writableLength === 0, { what: 'the chunk to be taken', everyMs: 1 });
  }
  expect(wire.heard()).toContain('HTTP/1.1 413');
  expect(sent).toBeGreaterThan(30);
  expect(sent).toBeLessThan(150);
});

it('keeps the connection when little was left unread', async () => {
  const wire = await openWire();
  wire.socket.write(headOf(`content-type: text/plain\r\ncontent-length: ${QUERY.length}`) + QUERY);
  await answered(wire, '415');
  wire.socket.write(`GET /graphql?query=%7BserverTime%7D HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${TOKENS.customer}\r\n\r\n`);
  wire.socket.write(headOf(json(QUERY.length)) + QUERY);
  await answered(wire, '200 OK', 2);
  expect(wire.heard()).not.toMatch(/connection: close/i);
  wire.socket.end();
  await once(wire.socket, 'close');
  expect(wire.broken()).toBeNull();
});
