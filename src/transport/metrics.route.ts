import { createHash, timingSafeEqual } from 'node:crypto';
import type { Express } from 'express';
import type { Metrics } from './metrics.js';

/**
 * GET /metrics in Prometheus' text format: no person, but figures of the house. With a token, only for `Authorization: Bearer` with it;
 * without one, for everybody in development and for nobody in production.
 */
export function metricsRoute(parts: { metrics: Metrics; token: string | undefined; production: boolean }): (app: Express) => void {
  const { metrics, token, production } = parts;
  const isOpen = (given: string | undefined) =>
    token === undefined ? !production : given !== undefined && sameText(given, `Bearer ${token}`);
  return (app) => {
    app.get('/metrics', async (request, response, next) => {
      if (!isOpen(request.get('authorization'))) return next();
      response
        .set('cache-control', 'no-store')
        .type(metrics.contentType)
        .send(await metrics.text());
    });
  };
}

/** Compares in a time that tells nothing of where two texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
