import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagesRoute } from './pages.route.js';

const SCRIPT = 'main-ABCDEFGH.js';

describe('pagesRoute', () => {
  let folder: string;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-pages-'));
    await mkdir(join(folder, 'assets'));
    for (const page of ['storefront', 'staff', 'playground', 'mailbox', 'door'])
      await writeFile(join(folder, `${page}.html`), `<title>${page}</title>`);
    await writeFile(join(folder, 'assets', SCRIPT), 'plain');
    await writeFile(join(folder, 'assets', `${SCRIPT}.gz`), gzipSync('compressed'));
    await writeFile(join(folder, 'secret.js'), 'secret');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    await writeFile(join(folder, 'push-worker.js'), 'worker');
    const guard: RequestHandler = (request, response, next) =>
      request.get('x-test-staff') === 'yes' ? next() : void response.status(403).end();
    const app = express();
    pagesRoute({ directory: folder, guard })(app);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['/', '/events/42', '/orders', '/orders/ABC', '/account'])(
    'serves the storefront at %s without inline script or style',
    async (path) => {
      const reply = await fetch(url + path);
      expect(await reply.text()).toContain('storefront');
      const policy = reply.headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(reply.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('answers 304 for a page that the reader has already', async () => {
    const etag = (await fetch(url)).headers.get('etag')!;
    expect((await fetch(url, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status).toBe(304);
  });

  it('serves assets for ever, compressed for those who take it', async () => {
    const compressed = await fetch(`${url}/assets/${SCRIPT}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(compressed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(compressed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await compressed.text()).toBe('compressed');
    expect(await (await fetch(`${url}/assets/${SCRIPT}`, { headers: { 'accept-encoding': 'identity' } })).text()).toBe('plain');
  });

  it.each(['/assets/other-ABCDEFGH.js', '/assets/..%2fsecret.js', '/assets/secret.js'])('has nothing at %s', async (path) => {
    expect((await fetch(url + path)).status).toBe(404);
  });

  it('has the service worker at an address that never changes, asked for again each time, as a script', async () => {
    const reply = await fetch(`${url}/push-worker.js`);
    expect(await reply.text()).toBe('worker');
    expect(reply.headers.get('cache-control')).toBe('no-cache');
    expect(reply.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('has an icon for pages that name none', async () => {
    expect((await fetch(`${url}/favicon.ico`)).headers.get('content-type')).toContain('image/svg+xml');
  });

  it.each(['/playground', '/mailbox', '/door'])('keeps %s for staff', async (path) => {
    expect((await fetch(url + path)).status).toBe(403);
  });

  it('serves staff the playground, the mailbox and the door, with scripts from files alone', async () => {
    for (const page of ['playground', 'mailbox', 'door']) {
      const reply = await fetch(`${url}/${page}`, { headers: { 'x-test-staff': 'yes' } });
      expect(await reply.text()).toContain(page);
      expect(reply.headers.get('content-security-policy')).toContain("script-src 'self';");
    }
  });
});
