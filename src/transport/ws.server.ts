import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { handleProtocols, makeServer, type Context, type Server as ProtocolServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Log } from '../domain/log.js';
import { ERROR_CATALOGUE } from '../errors/catalogue.js';
import { findAisleError, type ErrorFormatter } from '../errors/error.formatter.js';
import { addressKeyOf, clientAddress } from './client.address.js';
import { isGraphQLPath } from './graphql.path.js';
import type { OriginPolicy } from './origin.policy.js';
import type { ReadViewer, RequestContext } from './request.context.js';
import { apiToken, bearerToken } from './session.token.js';
import { CLOSE, type OpenSocket, type SocketRegistry } from './socket.registry.js';
import type { Subscriber, SubscriptionDesk } from './subscription.desk.js';

export interface SocketParts {
  schema: GraphQLSchema;
  desk: SubscriptionDesk;
  registry: SocketRegistry;
  readViewer: ReadViewer;
  origins: OriginPolicy;
  formatError: ErrorFormatter;
  log: Log;
  countRequest(addressKey: string): void;
  isDraining(): boolean;
  limits: { messageBytes: number; bufferBytes: number; trustProxy: number };
}

/** What graphql-ws carries along for each socket. */
interface Extra extends Subscriber, Record<PropertyKey, unknown> {
  request: IncomingMessage;
}

type SocketContext = Context<Record<string, unknown>, Extra>;
type Params = Record<string, unknown>;

/** Tiny fragments pin far more memory than their bytes; honest clients send one frame a message. */
const MAX_FRAGMENTS = 8;
const MAX_BUFFERED_CHUNKS = 64;

/** Where sockets come in. */
export interface WebSocketEntrance {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * GraphQL subscriptions over WebSocket, subprotocol graphql-transport-ws. Nothing that guards HTTP guards this path by itself, so
 * every limit stands here again: origin, sockets, messages, document rules, introspection, subscriptions, sessions.
 *
 * Closes with 1001 when the process stops (come back at once), 1008 for too many messages, 4403 for a refused or ended session;
 * 1006 reaches a reader that was cut off because it did not keep up.
 */
export class GraphQLSockets implements WebSocketEntrance {
  readonly #parts: SocketParts;
  readonly #server: WebSocketServer;
  readonly #protocol: ProtocolServer<Extra>;

  constructor(parts: SocketParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer({
      noServer: true,
      handleProtocols: (protocols) => handleProtocols(protocols),
      maxPayload: parts.limits.messageBytes,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
      perMessageDeflate: false,
      clientTracking: false,
    });
    this.#protocol = makeServer<Params, Extra>({
      schema: parts.schema,
      onConnect: (context) => this.#connect(context),
      onSubscribe: ({ extra, subscriptions }, _id, payload) => parts.desk.judge(extra, payload, Object.keys(subscriptions).length),
      subscribe: (args) => parts.desk.open(args),
      onNext: (_context, _id, _payload, args, result) =>
        result.errors === undefined ? undefined : { ...result, errors: this.#told(result.errors, args.contextValue as RequestContext) },
      onError: (_context, _id, _payload, errors) => errors.map((error) => parts.formatError(error).toJSON()),
      onComplete: () => parts.desk.ended(),
    });
  }

  /** Answers an upgrade request with a socket, or with the HTTP status of the first thing that speaks against it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = clientAddress(request, this.#parts.limits.trustProxy);
    const addressKey = addressKeyOf(address);
    const refusal = this.#refusal(request, addressKey);
    if (refusal !== null) {
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#opened(opened, request, address, addressKey));
  }

  /** Tells every socket to come back elsewhere. */
  async close(): Promise<void> {
    await this.#parts.registry.closeAll();
    this.#server.close();
  }

  #refusal(request: IncomingMessage, addressKey: string): string | null {
    const { origin } = request.headers;
    if (!isGraphQLPath(request.url)) return '404 Not Found';
    if (this.#parts.isDraining()) return '503 Service Unavailable';
    if (origin !== undefined && !this.#parts.origins.isAllowed(origin)) return '403 Forbidden';
    if (!this.#parts.registry.hasRoom(addressKey)) return '429 Too Many Requests';
    try {
      this.#parts.countRequest(addressKey);
      return null;
    } catch {
      return '429 Too Many Requests';
    }
  }

  #opened(socket: WebSocket, request: IncomingMessage, address: string, addressKey: string): void {
    const { registry, log } = this.#parts;
    const entry = registry.add(socket, addressKey);
    const extra: Extra = { entry, request, address };
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => this.#send(entry, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            if (!registry.countMessage(entry)) return;
            receive(String(data)).catch((err: unknown) => this.#broken(socket, err));
          }),
      },
      extra,
    );
    socket.on('error', (err) => log.debug({ err }, 'socket error'));
    socket.once('close', (code, reason) => {
      closed(code, String(reason)).catch((err: unknown) => log.error({ err }, 'closing a socket failed'));
    });
  }

  /** What may work later is closed so that clients come back; anything else is ours to mend. */
  #broken(socket: WebSocket, err: unknown): void {
    const known = findAisleError(err);
    if (known !== null && ERROR_CATALOGUE[known.code].retryable) {
      socket.close(CLOSE.tryLater, 'Try again later');
      return;
    }
    this.#parts.log.error({ err }, 'socket message failed');
    socket.close(CLOSE.internal, 'Internal server error');
  }

  /**
   * Resolves when the bytes have left, so that each subscription has one frame under way at most. When the socket is gone it
   * yields to the event loop first: a source that is never at a loss for frames would otherwise keep its end from being noticed.
   */
  #send(entry: OpenSocket, data: string): Promise<void> {
    const { socket } = entry;
    if (socket.readyState !== socket.OPEN) return new Promise((resolve) => setImmediate(resolve));
    if (socket.bufferedAmount > this.#parts.limits.bufferBytes) {
      this.#parts.registry.dropSlow(entry);
      return new Promise((resolve) => setImmediate(resolve));
    }
    return new Promise((resolve) => socket.send(data, () => resolve()));
  }

  /** @returns errors as the client may know them; what is logged of them carries the id of their subscription. */
  #told(errors: readonly unknown[], { requestId }: RequestContext) {
    return errors.map((error) => this.#parts.formatError(error, requestId).toJSON());
  }

  /** A token must be good; without one, the cookie counts if our own page opened the socket; else nobody is signed in. */
  async #connect(context: SocketContext): Promise<boolean> {
    const { entry, request } = context.extra;
    const given = context.connectionParams?.['authorization'];
    const token = given === undefined ? apiToken(request, this.#parts.origins) : bearerToken(given);
    if (token === null) return given === undefined;
    const viewer = await this.#parts.readViewer(token);
    if (viewer === null) return given === undefined;
    entry.token = token;
    entry.viewer = viewer;
    return true;
  }
}
