import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a request carries. */
export interface RequestScope {
  requestId: string;
}

/** The request that the running code works for; undefined outside of requests. */
export const requestScope = new AsyncLocalStorage<RequestScope>();
