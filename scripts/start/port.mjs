import { connect, createServer } from 'node:net';

/**
 * Whether somebody could listen on this port right now.
 * @param {number} port @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a loopback port that was free a moment ago */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });
}

/**
 * The port that was used last time if it is still free, so that tools keep their connection settings; else another.
 * @param {number | undefined} remembered
 * @returns {Promise<number>}
 */
export async function freePortLike(remembered) {
  return remembered !== undefined && (await isPortFree(remembered)) ? remembered : findFreePort();
}

/**
 * Sends one line to a TCP service and gives back the first bytes of its answer.
 * @param {{ host?: string, port: number, line: string, timeoutMs?: number }} request
 * @returns {Promise<string>} rejects when nobody answers in time
 */
export function askLine({ host = '127.0.0.1', port, line, timeoutMs = 1_000 }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
    socket.once('connect', () => socket.write(line));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('connection closed without an answer')));
  });
}
