import type { Env } from './config/env.js';
import { composeApi, composeFeeds, composeSandboxDelivery, startApi } from './compose.api.js';
import { composeBase, type Role } from './compose.base.js';
import { composeMachineServer } from './compose.machine.js';
import { composeSelling } from './compose.selling.js';
import { composeWorker } from './compose.worker.js';
import type { Log } from './domain/log.js';
import { OriginPolicy } from './transport/origin.policy.js';

export type { Role } from './compose.base.js';

/** A process of the box office, whole: `start` it, and `stop` ends it in order. */
export interface BoxOffice {
  /** @returns the address of the storefront; null for a role without one. Rejects when the port is taken. */
  start(): Promise<string | null>;
  /** Takes nothing more in, finishes what is in hand, closes everything, and exits. Safe to repeat. */
  stop(reason: string, code?: number): Promise<void>;
}

/**
 * Constructs every client, store and service of one role, once. This file and its `compose.*` parts are the only place that does.
 * @throws when a script does not compile, a queue has no handler, or a field no rule: nothing half-built is served.
 */
export async function compose(env: Env, role: Role, log: Log, exit: (code: number) => void): Promise<BoxOffice> {
  const base = await composeBase(env, log, exit);
  const { lifecycle } = base;
  const feeds = composeFeeds(base);
  const origins = new OriginPolicy({ origins: env.ORIGINS, development: env.NODE_ENV !== 'production' });
  let ringSandbox = () => {};
  const selling = composeSelling({ base, ...feeds, origins, looks: role !== 'api', onWebhookOwed: () => ringSandbox() });
  const isApi = role !== 'worker';
  const api = isApi ? await composeApi(base, selling, origins) : null;
  const worker = role === 'api' ? null : composeWorker(base, selling, feeds.orderFeed);
  const machines = role === 'worker' ? composeMachineServer(base) : null;
  const delivery = isApi ? composeSandboxDelivery(base, selling.stores.books) : null;
  ringSandbox = () => delivery?.ring();
  lifecycle.onStop('entrance', async () => api?.entrance.close());
  lifecycle.onStop('sandbox', async () => delivery?.stop());
  lifecycle.onStop('worker', async () => worker?.stop());
  lifecycle.onStop('machines', async () => machines?.stop());
  lifecycle.onStop('alerts', () => selling.alerts.stop());
  lifecycle.onStop('relay', () => selling.relay.stop());
  lifecycle.onStop('mailbox', async () => api?.mailbox?.close());
  lifecycle.onStop('feeds', () => feeds.close());
  lifecycle.onStop('queues', () => selling.queues.close());
  lifecycle.onStop('clients', () => base.closeClients());
  return {
    async start() {
      const url = api === null ? null : await startApi(base, api);
      await machines?.start();
      selling.relay.start();
      delivery?.start();
      worker?.start();
      selling.alerts.start();
      return url;
    },
    stop: (reason, code) => lifecycle.stop(reason, code),
  };
}
