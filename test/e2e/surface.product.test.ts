import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';
import { serverAudits } from 'graphql-http';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;

beforeAll(async () => {
  office = await startBoxOffice(disposer, { LOG_LEVEL: 'debug' });
}, 240_000);

const page = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${office.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });

/** Logs in as one of our own pages does. @returns the cookie. */
async function pageLogin(email: string): Promise<string> {
  const reply = await fetch(`${office.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: office.url, 'x-aisle-cookie': '1' },
    body: JSON.stringify({
      query: `mutation { login(email: "${email}", password: "aisle-demo") { ... on Session { token user { role } } } }`,
    }),
  });
  expect(await reply.json()).toMatchObject({ data: { login: { token: '' } } });
  return reply.headers.get('set-cookie')!.split(';')[0]!;
}

describe('the running box office', () => {
  it('passes every audit of GraphQL over HTTP', async () => {
    const results = await Promise.all(serverAudits({ url: `${office.url}/graphql`, fetchFn: fetch }).map((audit) => audit.fn()));
    expect(results.filter((result) => result.status !== 'ok').map((result) => `${result.id} ${result.name}`)).toEqual([]);
    expect(results.length).toBeGreaterThan(50);
  });

  it('serves the schema that is committed', async () => {
    const served = buildSchema(await (await fetch(`${office.url}/schema.graphql`)).text());
    const committed = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    expect(findBreakingChanges(committed, served)).toEqual([]);
    expect(findBreakingChanges(served, committed)).toEqual([]);
  });

  it('says that it lives, is ready, and how it is doing', async () => {
    expect(await (await page('/livez')).json()).toEqual({ status: 'live' });
    expect(await (await page('/readyz')).json()).toEqual({ status: 'ready' });
    await office.client().ask('{ serverTime }');
    await eventually(async () => {
      const metrics = await (await page('/metrics')).text();
      for (const name of [
        'aisle_http_seconds_count{route="graphql",status="200"}',
        'aisle_graphql_field_seconds_count{field="Query.serverTime",outcome="ok"}',
        'aisle_in_flight 0',
        'aisle_nodejs_eventloop_lag_seconds',
      ]) {
        expect(metrics).toContain(name);
      }
    });
  });

  it('gives every page headers that let nothing foreign in', async () => {
    const { headers } = await page('/');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await page('/nothing/here')).status).toBe(404);
  });
});

describe('pages of the staff', () => {
  const PAGES = ['/playground', '/queues', '/mailbox'];

  it('send strangers and customers to sign in', async () => {
    const customer = await pageLogin('buyer@example.com');
    for (const path of PAGES) {
      for (const headers of [{}, { cookie: customer, 'sec-fetch-site': 'none' }] as Record<string, string>[]) {
        const reply = await page(path, headers);
        expect([302, 303], path).toContain(reply.status);
        expect(reply.headers.get('location')).toBe(`/staff?next=${encodeURIComponent(path)}`);
      }
    }
  });

  it('open to a staff cookie, unless another site asks for them', async () => {
    const cookie = await pageLogin('admin@example.com');
    for (const path of PAGES) {
      expect((await page(path, { cookie, 'sec-fetch-site': 'none' })).status, path).toBe(200);
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'http://evil.example' }, {}] as Record<string, string>[]) {
        expect((await page(path, { cookie, ...headers })).status, path).not.toBe(200);
      }
    }
  });

  it('change no queue', async () => {
    const cookie = await pageLogin('admin@example.com');
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      const reply = await fetch(`${office.url}/queues/api/queues/email-notification/pause`, {
        method,
        headers: { cookie, origin: office.url },
      });
      expect(reply.status, method).toBe(405);
    }
  });
});

describe('secrets', () => {
  it('of people appear in no reply and no log line', async () => {
    const client = office.client();
    const canary = 'canary-Password-4711!';
    await client.send(
      'mutation($p: String!) { register(email: "canary@example.com", password: $p, name: "C") { __typename ... on Session { token } } }',
      { p: canary },
    );
    await client.logIn('canary@example.com', canary);
    const { token } = client;
    const replies = [
      await client.send('{ me { id orders { totalCount } } hold(id: "nonsense") { id } order(orderNo: "nonsense") { orderNo } }'),
      await client.send('mutation { setRole(email: "canary@example.com", role: ADMIN) { id } }'),
      await client.send('mutation { importChart(input: { venueId: "x", name: "x", document: {} }) { __typename } }'),
    ];
    await client.send('mutation { logout }');
    expect(JSON.stringify(replies)).not.toContain(token);
    const printed = office.api.output + office.worker.output;
    expect(printed.length).toBeGreaterThan(1000);
    for (const secret of [canary, token!, 'aisle-demo']) expect(printed).not.toContain(secret);
  });
});

describe('the end', () => {
  it('is told to the probes, the sockets and the log, and leaves nothing waiting', async () => {
    const own = await startBoxOffice(disposer, { SHUTDOWN_MS: '60000' });
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    await own.client().ask('{ serverTime }');
    const startMs = performance.now();
    const [[code]] = await Promise.all([once(socket, 'close'), own.api.end('SIGTERM')]);
    expect(code).toBe(1001);
    // Nothing was waited for in vain until the time to stop was over.
    expect(performance.now() - startMs).toBeLessThan(30_000);
    expect(own.api.output).toContain('"stopped"');
    expect(own.api.output).not.toContain('stopping took too long');
    await expect(fetch(`${own.url}/livez`)).rejects.toThrow();
  }, 240_000);

  it('of Redis makes it unready, and its return ready', async () => {
    const own = await startBoxOffice(disposer);
    await own.redis.kill();
    const faults = async () => (await fetch(`${own.url}/readyz`)).json() as Promise<{ status: string; faults?: object }>;
    await waitFor(async () => Object.keys((await faults()).faults ?? {}).includes('inventory'), { what: 'readyz to miss Redis' });
    expect((await fetch(`${own.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${own.url}/livez`)).status).toBe(200);
    await own.redis.restart();
    await waitFor(async () => (await faults()).status === 'ready', { what: 'readyz to find Redis again' });
  }, 240_000);
});
