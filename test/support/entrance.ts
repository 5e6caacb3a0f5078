import { makeExecutableSchema } from '@graphql-tools/schema';
import { Redis } from 'ioredis';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Viewer } from '../../src/domain/viewer.js';
import { RateLimits } from '../../src/guard/rate.limits.js';
import { scalarResolvers } from '../../src/resolvers/scalars/scalars.resolver.js';
import { createSchema } from '../../src/schema/schema.js';
import { readTypeDefs } from '../../src/schema/type-defs.js';
import { createEntrance, type EntranceSettings } from '../../src/transport/entrance.js';
import { createLogger } from '../../src/transport/logger.js';
import { Metrics } from '../../src/transport/metrics.js';
import { OriginPolicy } from '../../src/transport/origin.policy.js';
import type { RouteModule } from '../../src/transport/page.server.js';
import type { Disposer } from './disposer.js';

/** Sessions that the entrance under test knows, by token. */
export const TOKENS = {
  guest: 'guest-token-guest-token-guest-token-guest-t',
  customer: 'customer-token-customer-token-customer-toke',
  staff: 'staff-token-staff-token-staff-token-staff-t',
} as const;

export const DEFAULT_SETTINGS: EntranceSettings = {
  production: false,
  publicUrl: null,
  trustProxy: 0,
  bodyBytes: 65_536,
  staffBodyBytes: 16_777_216,
  deadlineMs: 5000,
  maxInFlight: 512,
  socketsPerAddress: 2000,
  socket: { subscriptions: 10, messageBytes: 16_384, messagesPer10s: 100, bufferBytes: 1_048_576 },
};

const NUMBERS = { holdsPer10s: 30, requestsPer10s: 6000, operationsPer10s: 300, loginsPer15min: 10, sessionsPer10s: 600, processes: 1 };

export interface EntranceOptions {
  redisUrl: string;
  settings?: Partial<EntranceSettings>;
  numbers?: Partial<typeof NUMBERS>;
  origins?: string[];
  /** Resolvers of root fields; the others answer null. */
  resolvers?: Record<string, Record<string, unknown>>;
  routes?: (origins: OriginPolicy, readViewer: (token: string) => Promise<Viewer | null>) => RouteModule[];
}

function everyRoot(): Record<string, Record<string, unknown>> {
  const schema = makeExecutableSchema({ typeDefs: readTypeDefs() });
  const roots = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
  const answer = (root: string) => (root === 'Subscription' ? { subscribe: () => (async function* () {})() } : (): unknown => null);
  const answers: Record<string, Record<string, unknown>> = Object.fromEntries(
    roots.map((root) => [root.name, Object.fromEntries(Object.keys(root.getFields()).map((name) => [name, answer(root.name)]))]),
  );
  answers['Query']!['serverTime'] = () => new Date();
  return answers;
}

/** The real way in, before resolvers that a test chooses: for what happens before and around resolvers. */
export async function startEntrance(disposer: Disposer, options: EntranceOptions) {
  const viewers = new Map<string, Viewer>();
  for (const [name, token] of Object.entries(TOKENS)) {
    const role = name.toUpperCase() as Viewer['role'];
    viewers.set(token, { personId: `person-${crypto.randomUUID()}`, role, sessionId: name, expiresAt: new Date(Date.now() + 3_600_000) });
  }
  const lines: string[] = [];
  const metrics = new Metrics();
  const redis = disposer.own(
    new Redis(options.redisUrl, { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 10_000, lazyConnect: true }),
  );
  redis.on('error', () => undefined);
  await redis.connect();
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const origins = new OriginPolicy({ origins: options.origins ?? [], development: !settings.production });
  const readViewer = async (token: string) => viewers.get(token) ?? null;
  const entrance = disposer.own(
    await createEntrance({
      schema: createSchema([everyRoot(), scalarResolvers, options.resolvers ?? {}]),
      services: {} as never,
      readViewer,
      origins,
      limiter: new RateLimits({ redis, numbers: { ...NUMBERS, ...options.numbers }, metrics }),
      metrics,
      log: createLogger({ level: 'debug', role: 'test', destination: { write: (line) => void lines.push(line) } }),
      settings,
      routes: options.routes?.(origins, readViewer) ?? [],
      isDraining: () => false,
    }),
  );
  const { port } = await entrance.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  return { url, graphqlUrl: `${url}/graphql`, socketUrl: `${url.replace('http', 'ws')}/graphql`, entrance, viewers, lines, metrics, redis };
}

export interface Answer {
  status: number;
  headers: Headers;
  body: { data?: Record<string, unknown> | null; errors?: { message: string; extensions: Record<string, unknown> }[] };
}

/** Sends one operation, as any client would. */
export async function ask(
  url: string,
  query: string,
  options: { token?: string; variables?: object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    body: JSON.stringify({ query, variables: options.variables }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A socket client that says `headers` at the upgrade; it does not come back by itself. */
export function openSocket(
  disposer: Disposer,
  url: string,
  options: { headers?: Record<string, string>; params?: Record<string, unknown> } = {},
): Client {
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: options.headers ?? {} });
    }
  }
  const client = createClient({ url, webSocketImpl: WithHeaders, retryAttempts: 0, lazy: true, connectionParams: options.params });
  disposer.add(() => client.dispose());
  return client;
}

/** @returns what a subscription brings until it ends: results, or the error that ended it. */
export function watch(client: Client, query: string, variables?: Record<string, unknown>) {
  const results: unknown[] = [];
  let end: (() => void) | undefined;
  const done = new Promise<unknown>((resolve) => {
    end = client.subscribe({ query, variables }, { next: (result) => results.push(result), error: resolve, complete: () => resolve(null) });
  });
  return { results, done, stop: () => end?.() };
}

/** @returns the HTTP status that an upgrade gets; 101 for a socket, which is closed again. */
export function upgradeStatus(url: string, headers: Record<string, string> = {}, protocol = 'graphql-transport-ws'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocol, { headers });
    socket.on('error', () => undefined);
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
  });
}
