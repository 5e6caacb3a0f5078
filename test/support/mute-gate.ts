import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Disposer } from './disposer.js';

/** A TCP server before another one that, while it is mute, takes every connection and never says a word. */
export interface MuteGate {
  port: number;
  mute: boolean;
  /** Connections that met silence. */
  ignored: number;
}

export async function startMuteGate(disposer: Disposer, targetPort: number): Promise<MuteGate> {
  const gate: MuteGate = { port: 0, mute: true, ignored: 0 };
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    if (gate.mute) {
      gate.ignored += 1;
      return client.resume();
    }
    const target = keep(connect(targetPort, '127.0.0.1'));
    client.pipe(target).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  gate.port = (server.address() as AddressInfo).port;
  return gate;
}
