import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Request, RequestHandler, Response } from 'express';
import type { RouteModule } from './page.server.js';

/** Where staff sign in; `next` in its query names the page to go on to. */
export const STAFF_LOGIN_PATH = '/staff';

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
 * Serves the storefront, the staff pages, the playground, the mailbox and door pages and their assets. Assets carry a hash of their content
 * in their names and may be kept for ever; pages are asked for again each time.
 * @param parts.directory the folder that `scripts/build-web.mjs` filled. @param parts.guard lets only staff pass.
 */
export function pagesRoute(parts: { directory: string; guard: RequestHandler }): RouteModule {
  const { directory, guard } = parts;
  return (app) => {
    app.get(['/', '/events/:id', '/orders', '/orders/:orderNo', '/account'], page(directory, 'storefront.html', STRICT));
    app.get(STAFF_LOGIN_PATH, page(directory, 'staff.html', STRICT));
    app.get('/playground', guard, page(directory, 'playground.html', PLAYGROUND));
    app.get('/mailbox', guard, page(directory, 'mailbox.html', MAIL));
    app.get('/door', guard, page(directory, 'door.html', STRICT));
    app.get('/favicon.ico', async (_request, response) => {
      // Pages without an icon of their own, such as the sandbox's, make browsers ask here.
      response
        .set('cache-control', 'public, max-age=86400')
        .type('image/svg+xml')
        .send(await readFile(join(directory, 'favicon.svg')));
    });
    // Browsers that were told once ask for it at this very address, for as long as they are to be told.
    app.get('/push-worker.js', async (_request, response) => {
      const worker = await readFile(join(directory, 'push-worker.js'));
      response.set({ 'content-type': TYPES['.js'], 'cache-control': ASK_AGAIN, 'x-content-type-options': 'nosniff' }).send(worker);
    });
    app.get('/assets/:name', async (request, response, next) => {
      if (!(await sendAsset(directory, String(request.params['name']), request, response))) next();
    });
  };
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
