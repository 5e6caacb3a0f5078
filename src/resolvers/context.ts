import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { Services } from '../services/index.js';
import type { Loaders } from './loaders.js';

export type { Viewer } from '../domain/viewer.js';

/** The HttpOnly session cookie of our own pages. On the socket and for foreign frontends it is out of reach. */
export interface SessionCookie {
  /**
   * Hands a new session to the browser if our own page asked for it (header x-aisle-cookie: 1 from our own origin).
   * @returns true when the cookie was set; the token must then not be shown in the reply as well.
   */
  offer(token: string, expiresAt: Date): boolean;
  /** Takes the cookie away, if the request came with one. */
  clear(): void;
}

/** What every resolver gets beside its arguments. One for each request, and one for each event of a subscription. */
export interface GraphQLContext {
  /** Null when nobody is signed in. */
  viewer: Viewer | null;
  services: Services;
  loaders: Loaders;
  /** Also in every log line of the request, and in the reply's x-request-id. */
  requestId: string;
  /** Milliseconds since 1970. Work that cannot end by then is not begun. */
  deadlineAtMs: number;
  /** Aborted at the deadline, and when the client goes away before the reply. */
  signal: AbortSignal;
  /** Address of the client, behind the trusted proxies. */
  address: string;
  /** What limits count by: the IPv4 address, or the /64 of an IPv6 one, which is what one customer of a provider has. */
  addressKey: string;
  cookie: SessionCookie;
}

/** @returns the viewer behind a field whose rule asks for a session; the rule has refused everyone else already. */
export function signedIn(context: GraphQLContext): Viewer {
  if (context.viewer === null) throw new AisleError('UNAUTHENTICATED');
  return context.viewer;
}
