import { once } from 'node:events';
import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { useDisposer } from '../support/disposer.js';
import { openSocket, startEntrance, TOKENS, upgradeStatus, watch, type EntranceOptions } from '../support/entrance.js';
import { useServices } from '../support/services.js';

const disposer = useDisposer();
const start = (options: Partial<EntranceOptions> = {}) => startEntrance(disposer, { redisUrl: useServices().redisUrl, ...options });

const MAP = 'subscription { seatMap(eventId: "e") { __typename } }';
const ORDER = 'subscription { orderUpdated(orderNo: "o") { orderNo } }';

/** Sources that wait until they are let go, and count how many are open. */
function parked() {
  const open = new Set<object>();
  const subscribe = () => {
    let end: (step: { value: undefined; done: true }) => void = () => undefined;
    const source = {
      next: () => new Promise((resolve) => (end = resolve)),
      return: async () => {
        open.delete(source);
        end({ value: undefined, done: true });
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => source,
    };
    open.add(source);
    return source;
  };
  return { open, resolvers: { Subscription: { seatMap: { subscribe }, orderUpdated: { subscribe } } } };
}

/** A source that brings one frame and ends. */
const oneFrame = {
  Subscription: {
    seatMap: {
      subscribe: async function* () {
        yield { seatMap: { __typename: 'SeatMapDelta' } };
      },
    },
    orderUpdated: {
      subscribe: async function* () {
        yield { orderUpdated: { orderNo: 'o' } };
      },
    },
  },
};

/** A socket below graphql-ws, for what its client would never do. */
async function rawSocket(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
  disposer.add(() => socket.terminate());
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  const greet = async () => {
    say({ type: 'connection_init' });
    await once(socket, 'message');
  };
  return { socket, closed, say, greet };
}

describe('the upgrade', () => {
  it('asks browsers for an allowed origin, and other clients for none', async () => {
    const { socketUrl, url } = await start({ settings: { production: true }, origins: ['https://tickets.example'] });
    expect(await upgradeStatus(socketUrl)).toBe(101);
    expect(await upgradeStatus(socketUrl, { origin: url })).toBe(101);
    expect(await upgradeStatus(socketUrl, { origin: 'https://tickets.example' })).toBe(101);
    for (const origin of ['https://evil.example', 'http://localhost:3000', 'null'])
      expect(await upgradeStatus(socketUrl, { origin }), origin).toBe(403);
    expect(await upgradeStatus(socketUrl.replace('/graphql', '/other'))).toBe(404);
  });

  it('bounds the sockets of an address', async () => {
    const { socketUrl } = await start({ settings: { socketsPerAddress: 2 } });
    const first = await rawSocket(socketUrl);
    await rawSocket(socketUrl);
    expect(await upgradeStatus(socketUrl)).toBe(429);
    first.socket.close();
    await first.closed;
    await expect.poll(() => upgradeStatus(socketUrl)).toBe(101);
  });
});

describe('who is on the other side', () => {
  it('may be nobody for public maps, and must be somebody for orders', async () => {
    const { socketUrl } = await start({ resolvers: oneFrame });
    const client = openSocket(disposer, socketUrl);
    const map = watch(client, MAP);
    expect(await map.done).toBeNull();
    expect(map.results).toEqual([{ data: { seatMap: { __typename: 'SeatMapDelta' } } }]);
    const order = watch(client, ORDER);
    await order.done;
    expect(order.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
  });

  it('says so by a token, or by the cookie from our own page', async () => {
    const { socketUrl, url } = await start({ resolvers: oneFrame });
    const cookie = `aisle_session=${TOKENS.guest}`;
    const good = [{ params: { authorization: `Bearer ${TOKENS.guest}` } }, { headers: { cookie, origin: url } }];
    for (const options of good) {
      const order = watch(openSocket(disposer, socketUrl, options), ORDER);
      await order.done;
      expect(order.results).toEqual([{ data: { orderUpdated: { orderNo: 'o' } } }]);
    }
    for (const headers of [{ cookie }, { cookie, origin: 'http://localhost:1' }] as Record<string, string>[]) {
      const order = watch(openSocket(disposer, socketUrl, { headers }), ORDER);
      await order.done;
      expect(order.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
    }
  });

  it('is refused with a bad token', async () => {
    const { socketUrl } = await start();
    for (const authorization of ['Bearer unknown', 'nonsense', 7]) {
      const { closed, say } = await rawSocket(socketUrl);
      say({ type: 'connection_init', payload: { authorization } });
      expect(await closed).toBe(4403);
    }
  });

  it('is sent away when the session expires, and comes back without', async () => {
    const { socketUrl, viewers } = await start({ resolvers: parked().resolvers });
    viewers.set(TOKENS.guest, { ...viewers.get(TOKENS.guest)!, expiresAt: new Date(Date.now() + 300) });
    const { closed, say } = await rawSocket(socketUrl);
    say({ type: 'connection_init', payload: { authorization: `Bearer ${TOKENS.guest}` } });
    expect(await closed).toBe(4403);
  });
});

describe('what a socket may ask for', () => {
  const refused: [string, string, string][] = [
    ['a query', '{ serverTime }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { logout }', 'BAD_USER_INPUT'],
    ['introspection', getIntrospectionQuery(), 'BAD_USER_INPUT'],
    ['nonsense', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['broken text', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a skipped field', 'subscription { seatMap(eventId: "e") @skip(if: true) { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a field on condition, deep in fragments',
      'subscription($no: Boolean = false) { ...a } fragment a on Subscription { ... { seatMap(eventId: "e") @include(if: $no) { __typename } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many tokens', `subscription { seatMap(eventId: "e") { ${'__typename '.repeat(1000)} } }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'too deep',
      `subscription { orderUpdated(orderNo: "o") { event { show { events { edges { node { show { events { edges { cursor } } } } } } } } } }`,
      'BAD_USER_INPUT',
    ],
    [
      'too many aliases',
      `subscription { orderUpdated(orderNo: "o") { ${Array.from({ length: 11 }, (_, n) => `a${n}: orderNo`).join(' ')} } }`,
      'BAD_USER_INPUT',
    ],
    [
      'too dear',
      'subscription { orderUpdated(orderNo: "o") { event { show { events(first: 100) { edges { node { show { id } venue { id } chart { id } tiers { prices { amount { currency } } } seatMap { at } waitingRoom { active } } } } } } } }',
      'BAD_USER_INPUT',
    ],
  ];

  it.each(refused)('is not %s', async (_name, query, code) => {
    const { socketUrl } = await start({ resolvers: oneFrame });
    const end = await watch(openSocket(disposer, socketUrl), query).done;
    const [first] = end as { extensions: { code: string } }[];
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', code]).toContain(first?.extensions.code);
    if (code !== 'BAD_USER_INPUT') expect(first?.extensions.code).toBe(code);
  });

  it('is ten subscriptions at once', async () => {
    const { open, resolvers } = parked();
    const { socketUrl, metrics } = await start({ resolvers });
    const client = openSocket(disposer, socketUrl);
    const watches = Array.from({ length: 10 }, () => watch(client, MAP));
    await expect.poll(() => open.size).toBe(10);
    const [error] = (await watch(client, MAP).done) as { extensions: { code: string } }[];
    expect(error?.extensions.code).toBe('RATE_LIMITED');
    watches[0]!.stop();
    await expect.poll(() => open.size).toBe(9);
    await expect.poll(() => metrics.text()).toContain('aisle_subscriptions 9');
  });

  it('is 16 KiB a message, in a few frames, and not hundreds of messages', async () => {
    const { socketUrl } = await start({
      settings: { socket: { subscriptions: 10, messageBytes: 16_384, messagesPer10s: 20, bufferBytes: 1_048_576 } },
    });
    const long = await rawSocket(socketUrl);
    long.socket.send('x'.repeat(16_385));
    expect(await long.closed).toBe(1009);
    const shredded = await rawSocket(socketUrl);
    for (let piece = 0; piece < 20; piece += 1) shredded.socket.send('x', { fin: false });
    expect(await shredded.closed).toBe(1008);
    const chatty = await rawSocket(socketUrl);
    for (let message = 0; message < 21; message += 1) chatty.say({ type: 'ping' });
    expect(await chatty.closed).toBe(1008);
  });
});

describe('the life of a socket', () => {
  it('leaves no source open, however it ends', async () => {
    const { open, resolvers } = parked();
    const { socketUrl, metrics } = await start({ resolvers });
    for (let round = 0; round < 20; round += 1) {
      const { socket, say, greet } = await rawSocket(socketUrl);
      await greet();
      say({ type: 'subscribe', id: '1', payload: { query: MAP } });
      if (round % 2 === 0) await expect.poll(() => open.size).toBeGreaterThan(0);
      socket.terminate();
    }
    await expect.poll(() => open.size).toBe(0);
    await expect.poll(() => metrics.text()).toContain('aisle_sockets 0');
    await expect.poll(() => metrics.text()).toContain('aisle_subscriptions 0');
    await expect.poll(() => metrics.text()).toContain('aisle_in_flight 0');
  });

  it('gives every event loaders and a deadline of its own', async () => {
    const seen: { deadlineAtMs: number; context: unknown }[] = [];
    const { socketUrl } = await start({
      resolvers: {
        Subscription: {
          seatMap: {
            subscribe: async function* () {
              yield 1;
              yield 2;
            },
            resolve: (_event: unknown, _args: unknown, context: { deadlineAtMs: number }) => {
              seen.push({ deadlineAtMs: context.deadlineAtMs, context });
              return { __typename: 'SeatMapDelta' };
            },
          },
        },
      },
    });
    await watch(openSocket(disposer, socketUrl), MAP).done;
    expect(seen).toHaveLength(2);
    expect(seen[0]!.context).not.toBe(seen[1]!.context);
  });

  it('ends for a reader that does not read', async () => {
    const frame = { seatMap: { __typename: 'SeatMapSnapshot', states: 'A'.repeat(400_000) } };
    const { socketUrl, metrics } = await start({
      settings: { socket: { subscriptions: 10, messageBytes: 16_384, messagesPer10s: 100, bufferBytes: 100_000 } },
      resolvers: {
        Subscription: {
          seatMap: {
            subscribe: async function* () {
              while (true) yield frame;
            },
          },
        },
      },
    });
    const { socket, say, greet, closed } = await rawSocket(socketUrl);
    await greet();
    const query = 'subscription { seatMap(eventId: "e") { ... on SeatMapSnapshot { states } } }';
    for (const id of ['1', '2', '3']) say({ type: 'subscribe', id, payload: { query } });
    socket.pause();
    await expect.poll(() => metrics.text()).toMatch(/closed_total\{reason="slow"\} [1-9]/);
    socket.resume();
    await closed;
  });

  it('ends with leave to come back when the process stops', async () => {
    const { socketUrl, entrance } = await start({ resolvers: parked().resolvers });
    const sockets = await Promise.all(Array.from({ length: 5 }, () => rawSocket(socketUrl)));
    await entrance.close();
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1001, 1001, 1001, 1001, 1001]);
    const refused = connect(Number(new URL(socketUrl).port), '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
