import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router, type Request, type RequestHandler, type Response } from 'express';

/** What the pages need from outside. */
export interface PagesOptions {
  /** Folder that `scripts/build-web.mjs` filled. */
  directory: string;
  /** Whether the session of a page request is a staff one. Rejecting answers the request with an error. */
  isStaff(request: IncomingMessage): Promise<boolean>;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const ONE_YEAR = 'public, max-age=31536000, immutable';
/** Asked for at every visit, answered by 304 when it is the same: a new build is seen at once. */
const ASK_AGAIN = 'no-cache';
const ASSET_NAME = /^[A-Za-z0-9._-]+-[A-Za-z0-9]{8,}\.(?:js|css|svg)$/;

const OWN_ONLY =
  "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** Storefront and staff pages: scripts and styles from files alone. */
const STRICT = `${OWN_ONLY}; style-src 'self'`;
/** Mails carry their styles inline, and a sandboxed frame inherits the page's policy. Scripts stay out of reach. */
const MAIL = `${OWN_ONLY}; style-src 'self' 'unsafe-inline'; frame-src 'self'`;
/** GraphiQL's editor writes style attributes, and its style sheet carries its fonts. Scripts come from files alone. */
const PLAYGROUND = `${OWN_ONLY}; style-src 'self' 'unsafe-inline'; font-src 'self' data:`;

/**
 * The folder of the built pages: `dist/web`, whether this module runs from `dist` or from the sources.
 */
export function builtPagesDirectory(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? '../../dist/web' : '../../web', import.meta.url));
}

/**
 * Serves the storefront, the staff pages, the playground, the mailbox page and their assets. Assets carry a hash of their content
 * in their names and may be kept for ever; pages are asked for again each time. Pages of the staff send everybody else to sign in.
 */
export function pagesRoute({ directory, isStaff }: PagesOptions): Router {
  const router = Router();
  const staffOnly: RequestHandler = (request, response, next) => {
    const signIn = `/staff?next=${encodeURIComponent(request.originalUrl)}`;
    isStaff(request).then((staff) => (staff ? next() : response.redirect(303, signIn)), next);
  };
  const storefront = page(directory, 'storefront.html', STRICT);
  router.get(['/', '/events/:id', '/orders', '/orders/:orderNo', '/account'], storefront);
  router.get('/staff', page(directory, 'staff.html', STRICT));
  router.get('/playground', staffOnly, page(directory, 'playground.html', PLAYGROUND));
  router.get('/mailbox', staffOnly, page(directory, 'mailbox.html', MAIL));
  router.get('/assets/:name', (request, response, next) => {
    sendAsset(directory, String(request.params['name']), request, response).then((found) => found || next(), next);
  });
  return router;
}

function page(directory: string, file: string, policy: string): RequestHandler {
  return (request, response, next) => {
    readFile(join(directory, file)).then((html) => {
      response.set({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': ASK_AGAIN,
        'content-security-policy': policy,
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`,
      });
      if (request.fresh) response.status(304).end();
      else response.send(html);
    }, next);
  };
}

/** Sends an asset, compressed by what the build prepared when the reader takes that. @returns false when there is none. */
async function sendAsset(directory: string, name: string, request: Request, response: Response): Promise<boolean> {
  if (!ASSET_NAME.test(name)) return false;
  const encoding = (['br', 'gzip'] as const).find((wanted) => request.acceptsEncodings(wanted));
  const suffix = encoding === 'br' ? '.br' : encoding === 'gzip' ? '.gz' : '';
  const content = await readFile(join(directory, 'assets', name + suffix)).catch(() => null);
  if (!content) return false;
  response.set({
    'content-type': TYPES[extname(name)],
    'cache-control': ONE_YEAR,
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
    ...(encoding ? { 'content-encoding': encoding } : {}),
  });
  response.send(content);
  return true;
}
