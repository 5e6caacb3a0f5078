import type { Express, RequestHandler } from 'express';

/** GET /schema.graphql: the public contract as text. Production shows it to staff only, like introspection. */
export function schemaRoute(parts: { sdl: string; guard?: RequestHandler }): (app: Express) => void {
  const pass: RequestHandler = (_request, _response, next) => next();
  return (app) => {
    app.get('/schema.graphql', parts.guard ?? pass, (_request, response) => {
      response.set('access-control-allow-origin', '*').type('text/plain').send(parts.sdl);
    });
  };
}
