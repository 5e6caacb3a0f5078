import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { seatRedisOptions } from '../../src/lua/seat-redis.options.js';
import { useDisposer } from '../support/disposer.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { uniquePrefix, useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const COUNT = "return redis.call('INCR', KEYS[1])";

/** Runs a script whose reply is cut. @returns how often it ran, once the client has had every chance to send it again */
async function runsWithout(options: object): Promise<number> {
  const proxy = disposer.own(await FaultProxy.before(useServices().redisUrl));
  const direct = disposer.own(new Redis(useServices().redisUrl));
  const client = disposer.own(new Redis(proxy.url, options));
  client.on('error', () => {}); // the cut
  await waitFor(() => client.status === 'ready');
  const key = uniquePrefix('runs');
  proxy.cutNextReplies();
  await client.eval(COUNT, 1, key).catch(() => null);
  await waitFor(() => client.status === 'ready');
  await client.ping();
  return Number(await direct.get(key));
}

it('a script runs once when its reply is cut, and with the options of the package twice', async () => {
  expect(await runsWithout(seatRedisOptions)).toBe(1);
  expect(await runsWithout({})).toBe(2);
});
