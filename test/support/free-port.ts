import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections and to whoever asks for any port: nobody takes one by accident. */
const [FIRST, END] = [12_000, 32_000];
const TRIES = 50;

/** @returns a port of 127.0.0.1 on which nobody listens; two that are asked for at once differ but for one case in twenty thousand */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports was free`);
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
