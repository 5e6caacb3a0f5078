import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Disposer } from '../support/disposer.js';

export interface SlowLinkOptions {
  /** Address of the server behind it. */
  url: string;
  /** What is sent late: pieces in which this text stands, and whatever follows them on their connection. */
  text: string;
  /** How late, milliseconds; asked for each such piece. 0: not at all. */
  lateMs(): number;
}

/** A way to a server on which some of what clients send arrives late: on a network that stumbles nothing is lost, and nothing is in time. */
export class SlowLink {
  /** Pieces that were late so far. */
  late = 0;
  readonly #options: SlowLinkOptions;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: SlowLinkOptions) {
    this.#options = options;
    this.#target = new URL(options.url);
    this.#server = createServer((client) => this.#join(client, connect(Number(this.#target.port), this.#target.hostname)));
  }

  /** Listens on a free loopback port. Closed with the disposer. */
  static async open(disposer: Disposer, options: SlowLinkOptions): Promise<SlowLink> {
    const link = new SlowLink(options);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    disposer.add(() => link.#close());
    return link;
  }

  /** As the server's, with another host and port. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return Object.assign(new URL(this.#target), { hostname: '127.0.0.1', port: String(port) }).href;
  }

  #join(client: Socket, upstream: Socket): void {
    let before: Promise<unknown> | null = null;
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      const ms = chunk.includes(this.#options.text) ? this.#options.lateMs() : 0;
      if (ms > 0) this.late += 1;
      if (ms === 0 && before === null) return void upstream.write(chunk);
      const turn: Promise<unknown> = Promise.resolve(before)
        .then(() => pause(ms))
        .then(() => upstream.write(chunk))
        .then(() => before === turn && (before = null));
      before = turn;
    });
    upstream.on('data', (chunk) => client.write(chunk));
    // Who has gone has sent what he sent: it arrives all the same.
    client.on('close', () => void Promise.resolve(before).then(() => upstream.end()));
    upstream.on('close', () => client.destroy());
  }

  async #close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
