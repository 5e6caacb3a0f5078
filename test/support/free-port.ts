import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections and to whoever asks for any port: nobody takes one by accident. */
const [FIRST, END] = [12_000, 32_000];
const TRIES = 50;

/**
 * Ports that were given here: the same numbers of UDP, which nobody needs, are kept until this process ends. So whoever else looks for
 * a port meanwhile, in another test file or another run, finds that it is spoken for long before its own process listens on it.
 */
const kept: Socket[] = [];

/** @returns a port of 127.0.0.1 on which nobody listens, and which is given to nobody else as long as this process lives */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(FIRST, END);
    const claim = await claimed(port);
    if (claim === null) continue;
    if (await isFree(port)) {
      kept.push(claim);
      return port;
    }
    claim.close();
  }
  throw new Error(`none of ${TRIES} ports was free`);
}

/** @returns what keeps the port from others; null when somebody has it */
function claimed(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4').unref();
  return new Promise((resolve) => {
    socket.once('error', () => resolve(null));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!(await listens)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
