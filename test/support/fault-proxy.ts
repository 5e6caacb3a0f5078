import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy on a free loopback port before a server, with the faults that matter for outcomes: a reply that is cut after the request
 * was executed, and a link on which nothing comes any more.
 */
export class FaultProxy {
  /** Replies cut so far. */
  cuts = 0;
  #cutNext = 0;
  #refusing = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  readonly #target: URL;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client, connect(Number(target.port), target.hostname)));
  }

  /** @param url of the server behind it */
  static async before(url: string): Promise<FaultProxy> {
    const target = new URL(url);
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    // User, password and database stay those of the server behind it.
    return Object.assign(new URL(this.#target), { hostname: '127.0.0.1', port: String(address.port) }).href;
  }

  /** The next `times` replies to scripts are swallowed and their connections cut: the script ran, its caller does not know. */
  cutNextReplies(times = 1): void {
    this.#cutNext = times;
  }

  /** From now on replies on connections that are open are swallowed, without a cut; new connections are as they should be. */
  silenceOpenLinks(): void {
    for (const socket of this.#sockets) socket.emit('silence');
  }

  /** Whether new connections are refused. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
    if (refusing) for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, upstream: Socket): void {
    let silenced = false;
    let ranScript = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
      this.#sockets.delete(client);
    };
    if (this.#refusing) return end();
    this.#sockets.add(client);
    client.on('silence', () => (silenced = true));
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => {
      ranScript = chunk.includes('eval');
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (silenced) return;
      if (ranScript && this.#cutNext > 0) {
        this.#cutNext -= 1;
        this.cuts += 1;
        end();
      } else client.write(chunk);
    });
  }
}
