import type { Viewer } from '../domain/viewer.js';
import type { Deadline } from '../guard/deadline.js';
import type { GraphQLContext, SessionCookie } from '../resolvers/context.js';
import { createLoaders, type Loaders } from '../resolvers/loaders.js';
import type { Services } from '../services/index.js';

/**
 * Whose session a token is. Null for a token that is unknown, ended or expired. Expected to be cached: it is asked for every
 * request, and answers at once when it knows. Rejects with DEPENDENCY_UNAVAILABLE when nobody can say.
 */
export type ReadViewer = (token: string) => Viewer | null | Promise<Viewer | null>;

export interface RequestFacts {
  viewer: Viewer | null;
  requestId: string;
  address: string;
  addressKey: string;
  cookie: SessionCookie;
}

/**
 * The context of one request, or of one event of a subscription. The loaders are made when first asked for. Apollo works on a
 * shallow copy of it, so it has no fields that a copy would lack.
 */
export class RequestContext implements GraphQLContext {
  readonly viewer: Viewer | null;
  readonly services: Services;
  readonly requestId: string;
  readonly address: string;
  readonly addressKey: string;
  readonly cookie: SessionCookie;
  readonly deadline: Deadline;
  /** `wellFormed`: the request held a document, good or bad. */
  readonly marks = { wellFormed: false };
  private readonly renew: (() => RequestContext) | undefined;
  private made: Loaders | null = null;

  /** `renew` makes the context of a subscription's next event. */
  constructor(services: Services, facts: RequestFacts, deadline: Deadline, renew?: () => RequestContext) {
    this.services = services;
    this.viewer = facts.viewer;
    this.requestId = facts.requestId;
    this.address = facts.address;
    this.addressKey = facts.addressKey;
    this.cookie = facts.cookie;
    this.deadline = deadline;
    this.renew = renew;
  }

  /** @returns the context of the next event of a subscription: who is signed in now, a new deadline, empty loaders. */
  renewed(): RequestContext {
    if (this.renew === undefined) throw new Error('a request has one context');
    return this.renew();
  }

  get loaders(): Loaders {
    return (this.made ??= createLoaders(this.services));
  }

  get deadlineAtMs(): number {
    return this.deadline.atMs;
  }

  get signal(): AbortSignal {
    return this.deadline.signal;
  }
}
