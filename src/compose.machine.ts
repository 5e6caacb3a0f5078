import type { Base } from './compose.base.js';
import { pingRedis } from './stores/redis.connector.js';
import { healthRoute } from './transport/health.route.js';
import { MachineServer } from './transport/machine.server.js';
import { metricsRoute } from './transport/metrics.route.js';
import type { RouteModule } from './transport/page.server.js';

/** Health and metrics, the same of every role. */
export function machineRoutes({ env, ledger, redis, lifecycle, metrics }: Base): RouteModule[] {
  const production = env.NODE_ENV === 'production';
  const probes = [
    { name: 'ledger', check: () => ledger.pool.query('SELECT 1') },
    { name: 'inventory', check: () => pingRedis(redis) },
  ];
  return [
    healthRoute({ isDraining: () => lifecycle.draining, probes, tellReasons: !production }),
    metricsRoute({ metrics, token: env.METRICS_TOKEN, production }),
  ];
}

/** Where a worker is asked how it is; nowhere without WORKER_PORT. */
export function composeMachineServer(base: Base) {
  const { WORKER_PORT: port, HOST: host } = base.env;
  const server = port === undefined ? null : new MachineServer({ routes: machineRoutes(base) });
  return {
    start: async () => server?.listen(port!, host),
    stop: async () => server?.close(),
  };
}
