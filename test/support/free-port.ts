import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections and to whoever asks for any port: nobody takes one by accident. */
const [FIRST, END] = [12_000, 32_000];
/** Test files that run at the same time take from parts of their own: a port is asked for long before its process listens on it. */
const PARTS = 8;
const PART = (END - FIRST) / PARTS;
const TRIES = 50;

let last = randomInt(PART);

/** @returns a port of 127.0.0.1 on which nobody listens, and which nobody else in this run of tests is given meanwhile */
export async function freePort(): Promise<number> {
  const first = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % PARTS) * PART;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    last = (last + 1) % PART;
    if (await isFree(first + last)) return first + last;
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
