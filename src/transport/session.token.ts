import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SessionCookie } from '../resolvers/context.js';
import type { OriginPolicy } from './origin.policy.js';

export const SESSION_COOKIE = 'aisle_session';
const BEARER = /^Bearer +(\S+)$/i;
const LONGEST_TOKEN = 200;

/** @returns the token of an Authorization header's value, or null when it holds none. */
export function bearerToken(value: unknown): string | null {
  const token = typeof value === 'string' ? BEARER.exec(value)?.[1] : undefined;
  return token === undefined || token.length > LONGEST_TOKEN ? null : token;
}

function cookieToken(request: IncomingMessage): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== '' && value.length <= LONGEST_TOKEN) return value;
  }
  return null;
}

/**
 * @returns the session token of an API request or socket upgrade: the Authorization header's; else the cookie's, which counts
 * only when the request names our own origin, so that no other page can act with it.
 */
export function apiToken(request: IncomingMessage, origins: OriginPolicy): string | null {
  if (request.headers.authorization !== undefined) return bearerToken(request.headers.authorization);
  return origins.isOwn(request.headers.origin) ? cookieToken(request) : null;
}

/** @returns the cookie's token for a page that the browser's own user or one of our pages asked for, else null. */
export function pageToken(request: IncomingMessage, origins: OriginPolicy): string | null {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const ours = origin === undefined ? site === 'same-origin' || site === 'none' : origins.isOwn(origin);
  return ours ? cookieToken(request) : null;
}

/** The cookie of one reply. Out of reach for scripts (HttpOnly) and for requests that other sites start (SameSite=Strict). */
export class ReplyCookie implements SessionCookie {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #origins: OriginPolicy;
  readonly #secure: boolean;

  constructor(parts: { request: IncomingMessage; response: ServerResponse; origins: OriginPolicy; secure: boolean }) {
    this.#request = parts.request;
    this.#response = parts.response;
    this.#origins = parts.origins;
    this.#secure = parts.secure;
  }

  offer(token: string, expiresAt: Date): boolean {
    const { headers } = this.#request;
    if (headers['x-aisle-cookie'] !== '1' || !this.#origins.isOwn(headers.origin)) return false;
    this.#set(token, expiresAt);
    return true;
  }

  clear(): void {
    if (cookieToken(this.#request) !== null && this.#origins.isOwn(this.#request.headers.origin)) this.#set('', new Date(0));
  }

  #set(value: string, expiresAt: Date): void {
    const secure = this.#secure ? '; Secure' : '';
    const cookie = `${SESSION_COOKIE}=${value}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; SameSite=Strict${secure}`;
    this.#response.setHeader('set-cookie', cookie);
  }
}

/** Where no reply can carry a cookie. */
export const NO_COOKIE: SessionCookie = { offer: () => false, clear: () => undefined };
