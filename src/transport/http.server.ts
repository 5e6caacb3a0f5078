import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { addressKeyOf, clientAddress } from './client.address.js';
import { isGraphQLPath } from './graphql.path.js';
import type { Arrival, GraphQLRoute } from './graphql.route.js';
import type { WebSocketEntrance } from './ws.server.js';

/** Above what proxies and clients keep idle connections for, so that they close first and never meet a closing one. */
const KEEP_ALIVE_MS = 75_000;
/** A request that dribbles in is cut off. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 60_000;
const SWEEP_MS = 50;
const KNOWN_ID = /^[A-Za-z0-9._-]{8,64}$/;

export interface HttpServerParts {
  graphql: GraphQLRoute;
  pages: Express;
  sockets: WebSocketEntrance;
  /** Counts a request of an address. @throws AisleError RATE_LIMITED. */
  countRequest(addressKey: string): void;
  observe(route: string, status: number, seconds: number): void;
  trustProxy: number;
  /** People reach us over https: browsers are told never to try anything else. */
  secure: boolean;
}

/** The one HTTP server of an api process. */
export interface HttpServer {
  readonly server: Server;
  /** @returns the address that it listens on. Rejects when the port is taken. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Takes no new connections and ends idle ones; resolves when the last request is answered. */
  close(): Promise<void>;
}

/**
 * Makes the server: GraphQL on /graphql, its sockets on the same path, the pages everywhere else. Nothing listens yet.
 */
export function createHttpServer(parts: HttpServerParts): HttpServer {
  const server = createServer((request, response) => {
    const arrival = arrivalOf(request, parts.trustProxy);
    serve(parts, request, response, arrival);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.on('upgrade', (request, socket, head) => parts.sockets.upgrade(request, socket, head));
  return { server, listen: (port, host) => listen(server, port, host), close: () => close(server) };
}

/** A proxy may have named the request already; what it sends is checked, because it goes into logs and replies. */
function arrivalOf(request: IncomingMessage, trustProxy: number): Arrival {
  const given = request.headers['x-request-id'];
  const requestId = trustProxy > 0 && typeof given === 'string' && KNOWN_ID.test(given) ? given : randomUUID();
  return { requestId, address: clientAddress(request, trustProxy) };
}

function serve(parts: HttpServerParts, request: IncomingMessage, response: ServerResponse, arrival: Arrival): void {
  const startMs = performance.now();
  const isGraphQL = isGraphQLPath(request.url);
  response.setHeader('x-request-id', arrival.requestId);
  if (parts.secure) response.setHeader('strict-transport-security', 'max-age=31536000');
  response.once('close', () => parts.observe(isGraphQL ? 'graphql' : 'page', response.statusCode, (performance.now() - startMs) / 1000));
  try {
    parts.countRequest(addressKeyOf(arrival.address));
  } catch (error) {
    parts.graphql.refuse(request, response, { error, requestId: arrival.requestId });
    return;
  }
  if (isGraphQL) void parts.graphql.handle(request, response, arrival);
  else parts.pages(request, response);
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** A connection that is kept alive after its last answer would hold up the end until it times out, so the idle ones are swept. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
