import type { Services } from '../services/index.js';
import { createCatalogueLoaders, type CatalogueLoaders } from './loaders.catalogue.js';
import { createOrderLoaders, type OrderLoaders } from './loaders.order.js';
import { createPaymentLoaders, type PaymentLoaders } from './loaders.payment.js';

/**
 * Batched reads of one request. A loader remembers what it read, so it must never outlive its request: a new set is made for
 * each request, and for each event of a subscription.
 */
export interface Loaders extends CatalogueLoaders, OrderLoaders, PaymentLoaders {}

/** @returns a fresh, empty set of loaders. */
export function createLoaders(services: Services): Loaders {
  return { ...createCatalogueLoaders(services), ...createOrderLoaders(services), ...createPaymentLoaders(services) };
}
