import { connect, type Socket } from 'node:net';

/** One kept-alive HTTP connection with one request under way: as little as a client can be, so that the server is what is measured. */
export class RawConnection {
  readonly #socket: Socket;
  #pending = '';
  #onReply: ((body: string, status: number) => void) | null = null;
  #onError: ((error: Error) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.on('error', (error) => this.#onError?.(error));
    socket.on('close', () => this.#onError?.(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawConnection(socket)));
    });
  }

  /** Sends a whole request. @returns body and status of its answer. */
  send(request: string): Promise<{ body: string; status: number }> {
    return new Promise((resolve, reject) => {
      this.#onReply = (body, status) => resolve({ body, status });
      this.#onError = reject;
      if (this.#socket.destroyed) reject(new Error('the server closed the connection'));
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#onError = null;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#pending = this.#pending === '' ? chunk : this.#pending + chunk;
    const headEnd = this.#pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = /content-length: (\d+)/i.exec(this.#pending.slice(0, headEnd))?.[1];
    if (length === undefined) {
      this.#onError?.(new Error(`an answer without a length: ${this.#pending.slice(0, 200)}`));
      return;
    }
    const end = headEnd + 4 + Number(length);
    if (this.#pending.length < end) return;
    const reply = this.#onReply;
    const [body, status] = [this.#pending.slice(headEnd + 4, end), Number(this.#pending.slice(9, 12))];
    this.#pending = this.#pending.slice(end);
    this.#onReply = null;
    reply?.(body, status);
  }
}

/** A whole POST to /graphql; the body must be ASCII. */
export function postOf(port: number, path: string, token: string | null, body: string): string {
  const authorization = token === null ? '' : `authorization: Bearer ${token}\r\n`;
  return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n${authorization}content-length: ${body.length}\r\n\r\n${body}`;
}
