import type { Express, Request, Response } from 'express';
import { chartSchema } from '../domain/chart.schema.js';
import { LAYOUT_ENCODINGS, type ChartService, type LayoutEncoding } from '../services/chart.service.js';

const A_YEAR = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';

/**
 * GET /charts/<hash>.json: a chart's layout, for anyone and from any origin. What a hash names never changes, so the reply may be
 * kept for ever. Compressed once a process, by what the client accepts.
 * GET /charts/schema.json: the JSON Schema of these layouts.
 */
export function chartsRoute(parts: { charts: Pick<ChartService, 'layoutFile'> }): (app: Express) => void {
  return (app) => {
    app.get('/charts/schema.json', (_request, response) => {
      open(response).set('cache-control', AN_HOUR).type('application/schema+json').send(JSON.stringify(chartSchema));
    });
    app.get('/charts/:hash.json', async (request, response) => {
      const { hash } = request.params as { hash: string };
      const encoding = encodingOf(request);
      const etag = `"${hash}.${encoding}"`;
      const file = await parts.charts.layoutFile(hash, encoding);
      open(response).vary('accept-encoding');
      if (file === null) {
        response
          .status(404)
          .set('cache-control', 'no-store')
          .json({ error: { code: 'NOT_FOUND', message: 'There is no such chart.' } });
        return;
      }
      response.set({ 'cache-control': A_YEAR, etag });
      if (isFresh(request, hash)) {
        response.status(304).end();
        return;
      }
      if (encoding !== 'identity') response.set('content-encoding', encoding);
      response.type('application/json').set('content-length', String(file.length)).end(file);
    });
  };
}

/** Geometry is no secret: every page may read it, without a session. */
function open(response: Response): Response {
  return response.set({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'timing-allow-origin': '*' });
}

/** Smallest first among what the client accepts. */
function encodingOf(request: Request): LayoutEncoding {
  const accepted = request.acceptsEncodings();
  return LAYOUT_ENCODINGS.find((encoding) => encoding !== 'identity' && accepted.includes(encoding)) ?? 'identity';
}

/** Whether the client has these bytes in any encoding: the content is the same, and it keeps what it has. */
function isFresh(request: Request, hash: string): boolean {
  const known = request.get('if-none-match') ?? '';
  return known === '*' || known.includes(`"${hash}.`);
}
