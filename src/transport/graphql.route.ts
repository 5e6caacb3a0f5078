import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import { parse, type DocumentNode } from 'graphql';
import { isStaff, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import { ERROR_CATALOGUE } from '../errors/catalogue.js';
import { findAisleError, type ErrorFormatter } from '../errors/error.formatter.js';
import { Deadline } from '../guard/deadline.js';
import type { InFlightGate } from '../guard/in-flight.gate.js';
import { QUERY_LIMITS } from '../guard/query.limits.js';
import { subscriptionFault } from '../guard/subscription.fault.js';
import type { GraphQLContext } from '../resolvers/context.js';
import type { Services } from '../services/index.js';
import { addressKeyOf } from './client.address.js';
import { allowOrigin, answerPreflight } from './cross-origin.js';
import type { OriginPolicy } from './origin.policy.js';
import { announcedLength, BodyError, checkJsonType, parseJson, readBody } from './request.body.js';
import { RequestContext, type ReadViewer } from './request.context.js';
import { apiToken, bearerToken, ReplyCookie } from './session.token.js';
import { endUnread } from './unread.body.js';

export interface GraphQLRouteParts {
  apollo: ApolloServer<GraphQLContext>;
  services: Services;
  readViewer: ReadViewer;
  origins: OriginPolicy;
  gate: InFlightGate;
  formatError: ErrorFormatter;
  limits: { body: number; staffBody: number; deadlineMs: number; secureCookie: boolean };
}

/** What the server knows of a request before anybody has read it. */
export interface Arrival {
  requestId: string;
  address: string;
}

/** The headers that Apollo looks at; copying no others saves most of the copying. */
const APOLLO_HEADERS = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'] as const;

/** Few documents over HTTP have the word, so few are parsed twice. */
const SUBSCRIPTION = /\bsubscription\b/;

const GRAPHQL_JSON = 'application/graphql-response+json';

/**
 * GraphQL over HTTP: POST with JSON, GET for queries. Measured here and by others, the usual Express layer costs about as much
 * as everything that Apollo does behind it, so this one does without.
 */
export class GraphQLRoute {
  readonly #parts: GraphQLRouteParts;

  constructor(parts: GraphQLRouteParts) {
    this.#parts = parts;
  }

  /** Answers a request in every case; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> {
    allowOrigin(request, response, this.#parts.origins);
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (request.method === 'OPTIONS') return answerPreflight(response);
    if (request.method !== 'POST' && request.method !== 'GET') return this.#refuseMethod(request, response, arrival);
    const { gate, limits } = this.#parts;
    try {
      // A body that dribbles in takes no place and has no deadline of ours: Node cuts it off after a while.
      gate.refuseWhenFull();
      const viewer = await this.#readViewer(request);
      const body = request.method === 'POST' ? await this.#readOperation(request, viewer) : undefined;
      refuseFaultySubscription(
        body === undefined ? new URLSearchParams(searchOf(request.url)).get('query') : (body as { query?: unknown } | null)?.query,
      );
      const deadline = new Deadline(limits.deadlineMs);
      response.once('close', () => {
        if (!response.writableFinished) deadline.abort(new AisleError('DEPENDENCY_UNAVAILABLE', 'The client has gone.'));
      });
      gate.enter();
      const facts = { ...arrival, addressKey: addressKeyOf(arrival.address), viewer, cookie: this.#cookie(request, response) };
      const work = this.#run(request, response, body, new RequestContext(this.#parts.services, facts, deadline));
      await deadline.bound(work.finally(() => gate.leave()));
    } catch (error) {
      this.refuse(request, response, { error, requestId: arrival.requestId });
    }
  }

  /** Answers with an error that kept the request from being run. */
  refuse(request: IncomingMessage, response: ServerResponse, { error, requestId }: { error: unknown; requestId: string }): void {
    if (response.headersSent || response.destroyed) return;
    allowOrigin(request, response, this.#parts.origins);
    const formatted = this.#parts.formatError(error, requestId);
    const known = findAisleError(error);
    response.statusCode = error instanceof BodyError ? error.httpStatus : ERROR_CATALOGUE[known?.code ?? 'INTERNAL'].httpStatus;
    if (known?.retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.ceil(known.retryAfterMs / 1000)));
    const accept = request.headers.accept ?? '';
    response.setHeader('content-type', `${accept.includes(GRAPHQL_JSON) ? GRAPHQL_JSON : 'application/json'}; charset=utf-8`);
    endUnread(request, response, JSON.stringify({ errors: [formatted] }));
  }

  #refuseMethod(request: IncomingMessage, response: ServerResponse, { requestId }: Arrival): void {
    response.setHeader('allow', 'GET, POST, OPTIONS');
    const error = new BodyError(405, 'GraphQL is asked by POST, or by GET for queries.');
    this.refuse(request, response, { error, requestId });
  }

  /** What comes back after the deadline finds the request answered, and is dropped. */
  async #run(request: IncomingMessage, response: ServerResponse, body: unknown, context: RequestContext): Promise<void> {
    const result = await this.#parts.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method ?? 'GET', headers: apolloHeaders(request), search: searchOf(request.url), body },
      context: async () => context,
    });
    if (response.headersSent || response.destroyed) return;
    response.statusCode = statusOf(result.status ?? 200, result.headers.get('content-type'), context);
    for (const [name, value] of result.headers) response.setHeader(name, value);
    response.end(result.body.kind === 'complete' ? result.body.string : '');
  }

  /** GET carries no cookie's authority: a link on another page would be enough to send it. */
  #readViewer(request: IncomingMessage): Viewer | null | Promise<Viewer | null> {
    const token = request.method === 'GET' ? bearerToken(request.headers.authorization) : apiToken(request, this.#parts.origins);
    const viewer = token === null ? null : this.#parts.readViewer(token);
    return viewer instanceof Promise ? new Deadline(this.#parts.limits.deadlineMs).bound(viewer) : viewer;
  }

  #cookie(request: IncomingMessage, response: ServerResponse): ReplyCookie {
    return new ReplyCookie({ request, response, origins: this.#parts.origins, secure: this.#parts.limits.secureCookie });
  }

  /** Staff may send charts; who is staff is known before the first byte is read. */
  async #readOperation(request: IncomingMessage, viewer: Viewer | null): Promise<unknown> {
    const { body, staffBody } = this.#parts.limits;
    const limit = isStaff(viewer) ? staffBody : body;
    if ((announcedLength(request) ?? 0) <= limit) checkJsonType(request);
    const parsed = parseJson(await readBody(request, limit));
    const query = (parsed as { query?: unknown } | null)?.query;
    if (typeof query === 'string' && query.length > body) throw new BodyError(413, `The query may have ${body} bytes.`);
    return parsed;
  }
}

/** What validation would stumble over is refused first; text that cannot be parsed is left to Apollo's words. */
function refuseFaultySubscription(query: unknown): void {
  if (typeof query !== 'string' || !SUBSCRIPTION.test(query)) return;
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: QUERY_LIMITS.tokens });
  } catch {
    return;
  }
  const fault = subscriptionFault(document);
  if (fault !== null) throw new BodyError(400, fault.message);
}

/**
 * GraphQL over HTTP, section 6.4.1: to a client that wants application/json, a document with faults is answered with 200, because
 * a 4xx of that type may come from any proxy. With application/graphql-response+json it is 400.
 */
function statusOf(status: number, contentType: string | undefined, context: RequestContext): number {
  const faultyDocument = status === 400 && context.marks.wellFormed;
  return faultyDocument && !contentType?.startsWith(GRAPHQL_JSON) ? 200 : status;
}

function apolloHeaders(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const name of APOLLO_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  // Apollo wants proof that no other site's page started a GET. Ours has no cookie's authority, so it needs no proof.
  if (request.method === 'GET') headers.set('apollo-require-preflight', '1');
  return headers;
}

function searchOf(url: string | undefined): string {
  const at = url?.indexOf('?') ?? -1;
  return at < 0 ? '' : url!.slice(at);
}
