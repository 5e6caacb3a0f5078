import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Log } from '../domain/log.js';
import { createErrorFormatter } from '../errors/error.formatter.js';
import { DocumentGuard } from '../guard/document.guard.js';
import { InFlightGate } from '../guard/in-flight.gate.js';
import { limitOperations, type OperationLimiter } from '../guard/operation.limits.js';
import { createShapeRules } from '../guard/query.limits.js';
import type { Services } from '../services/index.js';
import { DocumentStore } from './document.store.js';
import { measureFields } from './field.metrics.js';
import { GraphQLRoute } from './graphql.route.js';
import { createGraphQLServer } from './graphql.server.js';
import { createHttpServer, type HttpServer } from './http.server.js';
import type { Metrics } from './metrics.js';
import type { OriginPolicy } from './origin.policy.js';
import { createPageServer, type RouteModule } from './page.server.js';
import type { ReadViewer } from './request.context.js';
import { SocketRegistry } from './socket.registry.js';
import { SubscriptionDesk } from './subscription.desk.js';
import { GraphQLSockets } from './ws.server.js';

export interface EntranceSettings {
  /** Hides the schema from all but staff. */
  production: boolean;
  /** Address under which people reach us; null: the one that the server listens on. */
  publicUrl: string | null;
  trustProxy: number;
  bodyBytes: number;
  staffBodyBytes: number;
  deadlineMs: number;
  maxInFlight: number;
  socketsPerAddress: number;
  socket: { subscriptions: number; messageBytes: number; messagesPer10s: number; bufferBytes: number };
}

export interface EntranceParts {
  schema: GraphQLSchema;
  services: Services;
  readViewer: ReadViewer;
  origins: OriginPolicy;
  limiter: OperationLimiter & { request(addressKey: string): void };
  metrics: Metrics;
  log: Log;
  settings: EntranceSettings;
  routes: RouteModule[];
  isDraining(): boolean;
}

/** The way into an api process, over HTTP and over sockets. */
export interface Entrance {
  /** @returns the port, and the address under which people reach us. Rejects when the port is taken. */
  listen(port: number, host: string): Promise<{ port: number; url: string }>;
  /** Stops to take anything in; resolves when sockets are gone and every request is answered. */
  close(): Promise<void>;
}

/** Puts the entrance together. The schema gets its limits and clocks here, in place: build it for this process alone. */
export async function createEntrance(parts: EntranceParts): Promise<Entrance> {
  const { schema, settings, metrics, log } = parts;
  measureFields(schema, (field, outcome, seconds) => metrics.fieldDone(field, outcome, seconds));
  limitOperations(schema, parts.limiter);
  const formatError = createErrorFormatter({ log, hideSuggestions: settings.production });
  const guard = new DocumentGuard({ schema, openIntrospection: !settings.production });
  const gate = new InFlightGate({ max: settings.maxInFlight, metrics });
  const shapeRules = createShapeRules();
  const secure = settings.publicUrl?.startsWith('https:') ?? false;
  const apollo = await createGraphQLServer({ schema, guard, shapeRules, formatError, log });
  const graphql = new GraphQLRoute({
    apollo,
    services: parts.services,
    readViewer: parts.readViewer,
    origins: parts.origins,
    gate,
    formatError,
    limits: { body: settings.bodyBytes, staffBody: settings.staffBodyBytes, deadlineMs: settings.deadlineMs, secureCookie: secure },
  });
  const desk = new SubscriptionDesk({
    schema,
    documents: new DocumentStore({ schema, shapeRules }),
    guard,
    gate,
    services: parts.services,
    onChange: (change) => metrics.subscriptions(change),
    limits: { subscriptions: settings.socket.subscriptions, deadlineMs: settings.deadlineMs },
  });
  const sockets = createSockets(parts, desk, formatError);
  const http = createHttpServer({
    graphql,
    pages: createPageServer({ routes: parts.routes, formatError, secure }),
    sockets,
    countRequest: (addressKey) => parts.limiter.request(addressKey),
    observe: (route, status, seconds) => metrics.httpDone(route, status, seconds),
    trustProxy: settings.trustProxy,
    secure,
  });
  return {
    listen: (port, host) => listen(http, parts, port, host),
    close: async () => {
      const drained = http.close();
      await sockets.close();
      await drained;
      await apollo.stop();
    },
  };
}

function createSockets(parts: EntranceParts, desk: SubscriptionDesk, formatError: ReturnType<typeof createErrorFormatter>): GraphQLSockets {
  const { metrics, settings } = parts;
  const registry = new SocketRegistry({
    readViewer: parts.readViewer,
    messagesPer10s: settings.socket.messagesPer10s,
    maxPerAddress: settings.socketsPerAddress,
    onCount: (count) => metrics.sockets(count),
    onClose: (reason) => metrics.socketClosed(reason),
  });
  return new GraphQLSockets({
    schema: parts.schema,
    desk,
    registry,
    readViewer: parts.readViewer,
    origins: parts.origins,
    formatError,
    log: parts.log,
    countRequest: (addressKey) => parts.limiter.request(addressKey),
    isDraining: () => parts.isDraining(),
    limits: { messageBytes: settings.socket.messageBytes, bufferBytes: settings.socket.bufferBytes, trustProxy: settings.trustProxy },
  });
}

async function listen(http: HttpServer, parts: EntranceParts, port: number, host: string): Promise<{ port: number; url: string }> {
  const address: AddressInfo = await http.listen(port, host);
  const name = host.includes(':') ? `[${host}]` : host;
  const url = parts.settings.publicUrl ?? `http://${name}:${address.port}`;
  parts.origins.setOwn(url);
  return { port: address.port, url };
}
