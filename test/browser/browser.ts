import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page, type WebSocketRoute } from 'playwright-core';
import { expect } from 'vitest';
import type { Disposer } from '../support/disposer.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the Chromium that `scripts/test-browser.mjs` found. */
export async function startBrowser(disposer: Disposer): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'];
  if (!executablePath) throw new Error('CHROMIUM is not set: run the browser tests by "npm run test:browser"');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  disposer.add(() => browser.close());
  return browser;
}

/** One person at a browser of their own: page, and what went wrong in it. */
export interface Visitor {
  page: Page;
  /** Errors of scripts and of the console (a breach of the content security policy is one), and requests to other hosts. */
  complaints: string[];
}

/** Opens a browser context of its own: no cookie and no cache of anybody else. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith('http') && target.origin !== new URL(url).origin) complaints.push(`foreign request: ${request.url()}`);
  });
  page.setDefaultTimeout(15_000);
  return { page, complaints };
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** Fails with the rules and elements that axe-core objects to, in everything that is shown right now. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Evaluated by the browser itself, not loaded by the page: the page's policy would rightly refuse it.
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`)
        .join('\n  ')}`,
  );
  expect(told, state).toEqual([]);
}

/** Writes a picture of what is shown into docs/images. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
}

/** The look of a seat in the hall: free, selected, mine, held, sold, blocked. */
export function lookOf(page: Page, seat: number): Promise<string | null> {
  return page.locator(`[data-seat="${seat}"]`).getAttribute('data-look');
}

/** Waits until a seat of the hall has a look. */
export async function expectLook(page: Page, seat: number, look: string): Promise<void> {
  await page.locator(`[data-seat="${seat}"][data-look="${look}"]`).waitFor({ state: 'attached' });
}

/** Puts a hand on the page's socket: `deaf` keeps frames from it, `cut` closes it as a lost network does. */
export async function gripSocket(page: Page): Promise<{ deaf: boolean; cut(): Promise<void> }> {
  const grip = { deaf: false, cut: async () => undefined as void };
  let latest: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    latest = socket;
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (!grip.deaf) socket.send(message);
    });
  });
  grip.cut = async () => latest?.close({ code: 4000, reason: 'lost' });
  return grip;
}
