import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OriginPolicy } from './origin.policy.js';

const ALLOWED_METHODS = 'GET, POST, OPTIONS';
const ALLOWED_HEADERS = 'authorization, content-type, x-aisle-cookie, apollo-require-preflight, x-request-id';
const EXPOSED_HEADERS = 'retry-after, x-request-id';
const PREFLIGHT_SECONDS = '600';

/** Lets pages of allowed origins read the reply. Only our own may send the cookie along. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: OriginPolicy): void {
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.isAllowed(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
  if (origins.isOwn(origin)) response.setHeader('access-control-allow-credentials', 'true');
}

/** Answers a preflight request: 204, with leave only for allowed origins. */
export function answerPreflight(response: ServerResponse): void {
  if (response.hasHeader('access-control-allow-origin')) {
    response.setHeader('access-control-allow-methods', ALLOWED_METHODS);
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    response.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
  }
  response.statusCode = 204;
  response.end();
}
