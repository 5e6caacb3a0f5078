import { describe, expect, it } from 'vitest';
import { useDisposer } from '../support/disposer.js';
import { ask, startEntrance, TOKENS, upgradeStatus, type Answer, type EntranceOptions } from '../support/entrance.js';
import { privateRedis, useServices } from '../support/services.js';

const disposer = useDisposer();
const start = (options: Partial<EntranceOptions> = {}) => startEntrance(disposer, { redisUrl: useServices().redisUrl, ...options });
const codesOf = (answer: Answer) => answer.body.errors?.map((error) => error.extensions['code']);

const refuseLogin = { Mutation: { login: () => ({ kind: 'InvalidCredentials' }) } };
const nameOf = () => `buyer-${crypto.randomUUID()}@example.com`;
const logins = (count: number, email: string) =>
  `mutation { ${Array.from({ length: count }, (_, index) => `a${index}: login(email: "${email}", password: "p${index}") { __typename }`).join(' ')} }`;

describe('documents', () => {
  const deep = '{ events { edges { node { show { events { edges { node { show { id } } } } } } } } }';
  const wide = `{ shows { ${Array.from({ length: 11 }, (_, index) => `a${index}: totalCount`).join(' ')} } }`;
  const bomb = `{ ...f0 } ${Array.from({ length: 40 }, (_, n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`).join(' ')} fragment f40 on Query { serverTime }`;
  const refused: [string, string][] = [
    ['too deep', deep],
    ['too many aliases', wide],
    ['too many root fields', `{ ${Array.from({ length: 6 }, () => 'serverTime').join(' ')} }`],
    ['too many tokens', `{ ${'serverTime '.repeat(1001)} }`],
    ['too many directives', `{ serverTime ${'@include(if: true) '.repeat(11)} }`],
    ['too dear', '{ events(first: 100) { edges { node { show { events(first: 100) { edges { cursor } } } } } } }'],
    ['fragments of itself', '{ ...a } fragment a on Query { ...a }'],
    [
      'introspection in disguise',
      '{ ...__schema } fragment __schema on Query { events { edges { node { show { events { edges { node { venue { id } } } } } } } } }',
    ],
  ];

  it.each(refused)('are refused when they are %s', async (_name, query) => {
    const { graphqlUrl } = await start();
    const answer = await ask(graphqlUrl, query, { headers: { accept: 'application/graphql-response+json' } });
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
  });

  it('that ask for much by a variable are refused, and let pass with a small one', async () => {
    const { graphqlUrl } = await start({ resolvers: { Query: { events: () => ({ edges: [], pageInfo: {} }) } } });
    const query =
      'query($n: Int) { events(first: $n) { edges { node { show { id } venue { id } chart { id } tiers { id prices { id } } seatMap { at } waitingRoom { waiting } } } } }';
    expect((await ask(graphqlUrl, query, { variables: { n: 20 } })).body.errors).toBeUndefined();
    expect((await ask(graphqlUrl, query, { variables: { n: 101 } })).body.errors).toHaveLength(1);
  });

  it('of fragments upon fragments cost no time', async () => {
    const { graphqlUrl } = await start();
    // Two to the power of forty fields would take hours.
    const startMs = performance.now();
    await ask(graphqlUrl, bomb);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});

describe('rate limits', () => {
  it('count ten aliased logins as ten, per account, whoever asks', async () => {
    const { graphqlUrl } = await start({ resolvers: refuseLogin });
    const email = nameOf();
    // Two documents, because one may have five root fields.
    for (let round = 0; round < 2; round += 1) expect(codesOf(await ask(graphqlUrl, logins(5, email.toUpperCase())))).toBeUndefined();
    const eleventh = await ask(graphqlUrl, logins(1, email));
    expect(codesOf(eleventh)).toEqual(['RATE_LIMITED']);
    expect(eleventh.body.errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(800_000);
    expect(codesOf(await ask(graphqlUrl, logins(1, nameOf())))).toBeUndefined();
  });

  it('let a user do 30 hold operations in 10 s, and other users theirs', async () => {
    const { graphqlUrl } = await start({ resolvers: { Mutation: { releaseHold: () => ({ kind: 'HoldGone' }) } } });
    const release = 'mutation { releaseHold(holdId: "h", idempotencyKey: "k") { __typename } }';
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(graphqlUrl, release, { token: TOKENS.guest })));
    expect(answers.filter((answer) => codesOf(answer) === undefined)).toHaveLength(30);
    expect(codesOf(await ask(graphqlUrl, release, { token: TOKENS.customer }))).toBeUndefined();
  });

  it('ask the store once for several operations of a user, and not at all for the first few', async () => {
    const { redisUrl, stop } = await privateRedis();
    disposer.add(stop);
    const resolvers = { Mutation: { releaseHold: () => ({ kind: 'HoldGone' }) } };
    const one = await start({ redisUrl, resolvers });
    const two = await start({ redisUrl, resolvers });
    const release = 'mutation { releaseHold(holdId: "h", idempotencyKey: "k") { __typename } }';
    const first = await Promise.all(Array.from({ length: 3 }, () => ask(one.graphqlUrl, release, { token: TOKENS.guest })));
    expect(first.map(codesOf)).toEqual([undefined, undefined, undefined]);
    expect(await one.redis.keys('limit:holds:*')).toEqual([]);
    const granted = async ({ graphqlUrl }: { graphqlUrl: string }) => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => ask(graphqlUrl, release, { token: TOKENS.guest })));
      return answers.filter((answer) => codesOf(answer) === undefined).length;
    };
    two.viewers.set(TOKENS.guest, one.viewers.get(TOKENS.guest)!);
    expect(await granted(one)).toBe(27);
    expect(await granted(two)).toBe(3);
  });

  it('hold for two processes together', async () => {
    let tries = 0;
    const resolvers = { Mutation: { login: () => ((tries += 1), { kind: 'InvalidCredentials' }) } };
    const one = await start({ resolvers });
    const two = await start({ resolvers });
    const email = nameOf();
    await Promise.all([one, two, one, two].map(({ graphqlUrl }) => ask(graphqlUrl, logins(5, email))));
    expect(tries).toBe(10);
  });

  it('turn an address away', async () => {
    const { redisUrl, stop } = await privateRedis();
    disposer.add(stop);
    const { graphqlUrl, socketUrl, url } = await start({ redisUrl, numbers: { requestsPer10s: 20 } });
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await ask(graphqlUrl, '{ serverTime }')).status));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    const refused = await ask(graphqlUrl, '{ serverTime }');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${url}/anything`)).status).toBe(429);
    expect(await upgradeStatus(socketUrl)).toBe(429);
  });

  it('stay, process by process, while Redis is away, and say so', async () => {
    const redis = await privateRedis();
    disposer.add(() => redis.stop());
    const { graphqlUrl, metrics } = await start({ redisUrl: redis.redisUrl, resolvers: refuseLogin, numbers: { processes: 2 } });
    await redis.kill();
    const email = nameOf();
    const first = await ask(graphqlUrl, logins(5, email));
    expect(codesOf(first)).toBeUndefined();
    expect(codesOf(await ask(graphqlUrl, logins(1, email)))).toEqual(['RATE_LIMITED']);
    expect(await metrics.text()).toMatch(/aisle_limit_insured_total\{limit="logins"\} [1-9]/);
  });
});
