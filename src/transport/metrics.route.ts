import type { Express } from 'express';
import type { Metrics } from './metrics.js';

/** GET /metrics in Prometheus' text format. It names no person, but figures of the house: keep it off the public proxy. */
export function metricsRoute(metrics: Metrics): (app: Express) => void {
  return (app) => {
    app.get('/metrics', async (_request, response) => {
      response
        .set('cache-control', 'no-store')
        .type(metrics.contentType)
        .send(await metrics.text());
    });
  };
}
