import type { Services } from '../services/index.js';

/**
 * Batched reads of one request. A loader remembers what it read, so it must never outlive its request: a new set is made for
 * each request, and for each event of a subscription.
 */
export interface Loaders {}

/** @returns a fresh, empty set of loaders. */
export function createLoaders(_services: Services): Loaders {
  return {};
}
