import { getIntrospectionQuery } from 'graphql';
import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AisleError } from '../../src/errors/aisle-error.js';
import { useDisposer } from '../support/disposer.js';
import { ask, startEntrance, TOKENS, type EntranceOptions } from '../support/entrance.js';
import { useServices } from '../support/services.js';

const disposer = useDisposer();
const start = (options: Partial<EntranceOptions> = {}) => startEntrance(disposer, { redisUrl: useServices().redisUrl, ...options });
const codesOf = (answer: { body: { errors?: { extensions: Record<string, unknown> }[] } }) =>
  answer.body.errors?.map((error) => error.extensions['code']);

/** Sends a body as it is; fetch would not let a test say everything wrong. */
function raw(url: string, headers: Record<string, string>, body: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    const request = httpRequest(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end(body);
  });
}

describe('introspection over HTTP', () => {
  it('is open to everybody in development', async () => {
    const { graphqlUrl } = await start();
    const answer = await ask(graphqlUrl, getIntrospectionQuery());
    expect(answer.body.errors).toBeUndefined();
  });

  it('is for staff in production, also right after staff sent the same document', async () => {
    const { graphqlUrl } = await start({ settings: { production: true } });
    for (let round = 0; round < 2; round += 1) {
      expect(codesOf(await ask(graphqlUrl, getIntrospectionQuery()))).toEqual(['FORBIDDEN']);
      expect(codesOf(await ask(graphqlUrl, getIntrospectionQuery(), { token: TOKENS.customer }))).toEqual(['FORBIDDEN']);
      expect((await ask(graphqlUrl, getIntrospectionQuery(), { token: TOKENS.staff })).body.errors).toBeUndefined();
    }
    expect(codesOf(await ask(graphqlUrl, '{ ...a } fragment a on Query { __type(name: "Event") { name } }'))).toEqual(['FORBIDDEN']);
  });

  it('suggests no names in production', async () => {
    const { graphqlUrl } = await start({ settings: { production: true } });
    const answer = await ask(graphqlUrl, '{ serverTim }');
    expect(answer.body.errors?.[0]?.message).toBe('Cannot query field "serverTim" on type "Query".');
  });
});

describe('what a body may be', () => {
  it('is JSON in UTF-8, one operation, started by no foreign form', async () => {
    const { graphqlUrl, lines } = await start();
    const body = JSON.stringify({ query: '{ serverTime }' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
    ]) {
      expect(await raw(graphqlUrl, { 'content-type': type }, body), type).toBe(415);
    }
    expect(await raw(graphqlUrl, {}, body)).toBe(415);
    expect(await raw(graphqlUrl, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body)).toBe(415);
    expect(await raw(graphqlUrl, { 'content-type': 'application/json' }, '{"query":')).toBe(400);
    expect(await raw(graphqlUrl, { 'content-type': 'application/json' }, `[${body},${body}]`)).toBe(400);
    expect(await raw(graphqlUrl, { 'content-type': 'application/json; charset=UTF-8' }, body)).toBe(200);
    expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
  });

  it('has 64 KiB, announced or not; with a staff session more, but not for the query itself', async () => {
    const { graphqlUrl } = await start({ resolvers: { Query: { serverTime: () => new Date(0) } } });
    const long = JSON.stringify({ query: '{ serverTime }', variables: { document: 'x'.repeat(100_000) } });
    const json = { 'content-type': 'application/json' };
    const staff = { ...json, authorization: `Bearer ${TOKENS.staff}` };
    expect(await raw(graphqlUrl, { ...json, 'content-length': String(long.length) }, long)).toBe(413);
    expect(await raw(graphqlUrl, { ...json, 'transfer-encoding': 'chunked' }, long)).toBe(413);
    expect(await raw(graphqlUrl, { ...json, authorization: `Bearer ${TOKENS.customer}` }, long)).toBe(413);
    expect(await raw(graphqlUrl, staff, long)).toBe(200);
    expect(await raw(graphqlUrl, staff, JSON.stringify({ query: `{ serverTime } ${'#'.repeat(70_000)}` }))).toBe(413);
  });

  it('is sent by POST or GET, and asks for no subscription', async () => {
    const { graphqlUrl, lines } = await start();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'HEAD']) {
      const reply = await fetch(graphqlUrl, { method });
      expect([reply.status, reply.headers.get('allow')], method).toEqual([405, 'GET, POST, OPTIONS']);
    }
    const map = 'seatMap(eventId: "x")';
    for (const query of [
      `subscription { ${map} { __typename } }`,
      `subscription { ${map} @skip(if: true) { __typename } }`,
      `subscription($no: Boolean = false) { ...a } fragment a on Subscription { ... { ${map} @include(if: $no) { __typename } } }`,
    ]) {
      expect(codesOf(await ask(graphqlUrl, query)), query).toEqual(['BAD_USER_INPUT']);
      expect((await fetch(`${graphqlUrl}?query=${encodeURIComponent(query)}`)).status, query).toBeLessThan(500);
    }
    expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
  });

  it('gets no work done by GET except queries, and never with a cookie', async () => {
    const { graphqlUrl } = await start();
    const get = (query: string, headers = {}) => fetch(`${graphqlUrl}?query=${encodeURIComponent(query)}`, { headers });
    expect((await get('mutation { logout }')).status).toBe(405);
    const me = await get('{ hold(id: "x") { id } }', {
      cookie: `aisle_session=${TOKENS.guest}`,
      origin: graphqlUrl.replace('/graphql', ''),
    });
    expect(await me.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('errors', () => {
  it('of ours keep their words, unknown ones are masked with an id that is in the log', async () => {
    const { graphqlUrl, lines } = await start({
      resolvers: {
        Query: {
          show: () => Promise.reject(new AisleError('DEPENDENCY_UNAVAILABLE', 'The ledger is away.', { retryAfterMs: 700 })),
          event: () => Promise.reject(new Error('password=hunter2 at postgres://aisle:secret@db/aisle')),
          shows: () => 'not a connection',
        },
      },
    });
    const answer = await ask(graphqlUrl, '{ show(id: "a") { id } event(id: "b") { id } }');
    expect(answer.body.data).toEqual({ show: null, event: null });
    expect(answer.body.errors?.[0]).toMatchObject({
      message: 'The ledger is away.',
      extensions: { code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 700 },
    });
    const masked = answer.body.errors?.[1];
    expect(masked?.extensions['code']).toBe('INTERNAL');
    expect(JSON.stringify(masked)).not.toContain('hunter2');
    const line = lines.find((text) => text.includes(String(masked?.extensions['logId'])));
    expect(line).toContain('hunter2');
    expect(line).not.toContain('secret@');
    expect(line).toContain(answer.headers.get('x-request-id'));
    expect(codesOf(await ask(graphqlUrl, '{ shows { pageInfo { endCursor } } }'))).toEqual(['INTERNAL']);
  });

  it('of a request keep their words', async () => {
    const { graphqlUrl } = await start();
    expect(codesOf(await ask(graphqlUrl, '{'))).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(codesOf(await ask(graphqlUrl, '{ nothing }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const wrong = await ask(graphqlUrl, 'mutation($e: EmailAddress!) { login(email: $e, password: "x") { __typename } }', {
      variables: { e: 'nobody' },
    });
    expect(codesOf(wrong)).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await ask(graphqlUrl, 'mutation { login(email: "nobody", password: "x") { __typename } }'))).not.toEqual(['INTERNAL']);
  });

  it('tells when a request outlives its deadline', async () => {
    let signal: AbortSignal | undefined;
    const { graphqlUrl, metrics } = await start({
      settings: { deadlineMs: 100 },
      resolvers: {
        Query: {
          serverTime: (_source: unknown, _args: unknown, context: { signal: AbortSignal }) => {
            signal = context.signal;
            return new Promise((resolve) => context.signal.addEventListener('abort', () => resolve(new Date())));
          },
        },
      },
    });
    const answer = await ask(graphqlUrl, '{ serverTime }');
    expect(answer.status).toBe(503);
    expect(codesOf(answer)).toEqual(['DEPENDENCY_UNAVAILABLE']);
    expect(signal?.aborted).toBe(true);
    await expect.poll(() => metrics.text()).toContain('aisle_in_flight 0');
  });

  it('turns work away when too much is in flight', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<Date>((resolve) => (release = () => resolve(new Date())));
    const { graphqlUrl } = await start({
      settings: { maxInFlight: 1 },
      resolvers: { Query: { serverTime: () => held, show: () => null } },
    });
    const first = ask(graphqlUrl, '{ serverTime }');
    const second = await expect.poll(async () => ask(graphqlUrl, '{ show(id: "s") { id } }')).toMatchObject({ status: 503 });
    void second;
    const refused = await ask(graphqlUrl, '{ show(id: "s") { id } }');
    expect(codesOf(refused)).toEqual(['OVERLOADED']);
    expect(refused.body.errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(0);
    release();
    expect((await first).status).toBe(200);
    expect((await ask(graphqlUrl, '{ show(id: "s") { id } }')).status).toBe(200);
  });
});

describe('a body that dribbles in', () => {
  it('keeps nobody else out', async () => {
    const { graphqlUrl, metrics } = await start({ settings: { maxInFlight: 1 } });
    const slow = httpRequest(graphqlUrl, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '1000' } });
    slow.on('error', () => undefined);
    slow.write('{"query":');
    for (let round = 0; round < 5; round += 1) expect((await ask(graphqlUrl, '{ serverTime }')).status).toBe(200);
    expect(await metrics.text()).toContain('aisle_overloaded_total 0');
    slow.destroy();
  });
});

describe('origins', () => {
  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    });

  it('on the list may read answers, others may not; only our own may send the cookie', async () => {
    const { graphqlUrl, url } = await start({ settings: { production: true }, origins: ['https://tickets.example'] });
    const listed = await preflight(graphqlUrl, 'https://tickets.example');
    expect(listed.status).toBe(204);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://tickets.example');
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of ['https://evil.example', 'http://localhost:3000', 'null']) {
      expect((await preflight(graphqlUrl, origin)).headers.get('access-control-allow-origin'), origin).toBeNull();
    }
    expect((await preflight(graphqlUrl, url)).headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('are told also when a request is refused early', async () => {
    const { graphqlUrl } = await start({ settings: { production: true, maxInFlight: 0 }, origins: ['https://tickets.example'] });
    const refused = await ask(graphqlUrl, '{ serverTime }', { headers: { origin: 'https://tickets.example' } });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://tickets.example');
  });

  it('of this machine are listed in development', async () => {
    const { graphqlUrl } = await start();
    expect((await preflight(graphqlUrl, 'http://localhost:5173')).headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect((await preflight(graphqlUrl, 'http://localhost.evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the session cookie', () => {
  const minted = {
    startGuestSession: (_source: unknown, _args: unknown, { cookie }: { cookie: { offer(token: string, until: Date): boolean } }) => {
      const expiresAt = new Date(Date.now() + 60_000);
      const user = { id: 'p', role: 'GUEST' };
      return { token: cookie.offer(TOKENS.guest, expiresAt) ? '' : TOKENS.guest, expiresAt, user };
    },
  };
  const mint = 'mutation { startGuestSession { token } }';

  it('is set for our own page only, and then the token is not shown', async () => {
    const { graphqlUrl, url } = await start({ resolvers: { Mutation: minted } });
    const own = await ask(graphqlUrl, mint, { headers: { origin: url, 'x-aisle-cookie': '1' } });
    expect(own.headers.get('set-cookie')).toMatch(/^aisle_session=guest-token.*; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
    expect(own.body.data).toEqual({ startGuestSession: { token: '' } });
    for (const headers of [{ origin: url }, { 'x-aisle-cookie': '1' }, { origin: 'http://localhost:1', 'x-aisle-cookie': '1' }]) {
      const other = await ask(graphqlUrl, mint, { headers: headers as Record<string, string> });
      expect(other.headers.get('set-cookie')).toBeNull();
      expect(other.body.data).toEqual({ startGuestSession: { token: TOKENS.guest } });
    }
  });

  it('is secure under https', async () => {
    const { graphqlUrl } = await start({ settings: { publicUrl: 'https://aisle.example' }, resolvers: { Mutation: minted } });
    const own = await ask(graphqlUrl, mint, { headers: { origin: 'https://aisle.example', 'x-aisle-cookie': '1' } });
    expect(own.headers.get('set-cookie')).toContain('; Secure');
  });

  it('counts only from our own origin, and less than an Authorization header', async () => {
    const { graphqlUrl, url } = await start();
    const cookie = `other=1; aisle_session=${TOKENS.guest}`;
    const query = '{ hold(id: "x") { id } }';
    expect((await ask(graphqlUrl, query, { headers: { cookie, origin: url } })).body.errors).toBeUndefined();
    expect(
      (await ask(graphqlUrl, query, { headers: { cookie, origin: url.replace('127.0.0.1', 'localhost') } })).body.errors,
    ).toBeUndefined();
    expect(codesOf(await ask(graphqlUrl, query, { headers: { cookie } }))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask(graphqlUrl, query, { headers: { cookie, origin: 'http://localhost:1' } }))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask(graphqlUrl, query, { token: 'unknown', headers: { cookie, origin: url } }))).toEqual(['UNAUTHENTICATED']);
  });
});
