import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { ERROR_CATALOGUE } from '../errors/catalogue.js';
import { findAisleError, type ErrorFormatter } from '../errors/error.formatter.js';

/** Something that answers paths of its own: a page, a webhook, a layout. */
export type RouteModule = (app: Express) => void;

/** Scripts and styles come from files of our own, never from inside a page; nothing comes from elsewhere. */
function pageHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure,
  });
}

const notFound: RequestHandler = (_request, response) => {
  response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } });
};

function isClientFault(error: unknown): error is { status: number } {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500;
}

function onError(formatError: ErrorFormatter): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (findAisleError(error) === null && isClientFault(error)) {
      response.status(error.status).json({ error: { code: 'BAD_USER_INPUT', message: 'The request cannot be read.' } });
      return;
    }
    const { message, extensions } = formatError(error, String(response.getHeader('x-request-id')));
    const known = findAisleError(error);
    if (known?.retryAfterMs !== undefined) response.set('retry-after', String(Math.ceil(known.retryAfterMs / 1000)));
    response.status(ERROR_CATALOGUE[known?.code ?? 'INTERNAL'].httpStatus).json({ error: { message, ...extensions } });
  };
}

/** Makes the Express app behind everything but GraphQL: the routes in the order given, then 404, then the error page. */
export function createPageServer(parts: { routes: RouteModule[]; formatError: ErrorFormatter; secure: boolean }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(pageHeaders(parts.secure));
  for (const route of parts.routes) route(app);
  app.use(notFound);
  app.use(onError(parts.formatError));
  return app;
}
