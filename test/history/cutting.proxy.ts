import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/**
 * A TCP proxy before Redis that, now and then, lets a script run and cuts the connection instead of passing its reply on: whoever asked
 * does not know what happened.
 */
export class CuttingProxy {
  /** Replies passed or cut so far, and those that were cut. */
  replies = 0;
  cuts = 0;
  /** Share of replies to scripts that are cut. */
  share: number;
  readonly #target: URL;
  readonly #random: Random;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(target: URL, share: number, random: Random) {
    this.#target = target;
    this.share = share;
    this.#random = random;
    this.#server = createServer({ noDelay: true }, (client) => this.#join(client));
  }

  /** @param url of the Redis behind it */
  static async before(url: string, share: number, random: Random): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(url), share, random);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return Object.assign(new URL(this.#target), { hostname: '127.0.0.1', port: String(address.port) }).href;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    const upstream = connect({ port: Number(this.#target.port), host: this.#target.hostname, noDelay: true });
    let ranScript = false;
    this.#sockets.add(client);
    const end = () => {
      client.destroy();
      upstream.destroy();
      this.#sockets.delete(client);
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => {
      ranScript = ranScript || chunk.includes('eval');
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (ranScript) this.replies += 1;
      if (ranScript && this.#random.chance(this.share)) {
        this.cuts += 1;
        end();
      } else client.write(chunk);
      ranScript = false;
    });
  }
}
