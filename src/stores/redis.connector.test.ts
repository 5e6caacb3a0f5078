import { Cluster, Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { connectRedis, type RedisPurpose } from './redis.connector.js';

const connect = (url: string, purpose: RedisPurpose = 'seats') => connectRedis({ url, purpose, onError() {}, lazy: true });
const PURPOSES: RedisPurpose[] = ['seats', 'general', 'producer', 'workers', 'subscriber'];

describe('an address of Redis', () => {
  it('is one server', () => {
    const client = connect('rediss://ann:p%40ss@a:6380/3');
    expect(client).toBeInstanceOf(Redis);
    expect(client.options).toMatchObject({ host: 'a', port: 6380, username: 'ann', password: 'p@ss', db: 3, tls: {} });
  });

  it('with several nodes is a cluster, for which name and password of the first count', () => {
    const client = connect(' rediss://ann:p%40ss@a:6380 , rediss://[::1]/') as Cluster;
    expect(client).toBeInstanceOf(Cluster);
    expect(client.options.redisOptions).toMatchObject({ username: 'ann', password: 'p@ss', tls: {} });
    expect((client as unknown as { startupNodes: unknown }).startupNodes).toEqual([
      { host: 'a', port: 6380 },
      { host: '::1', port: 6379 },
    ]);
  });

  it.each([
    ['a database number', 'redis://a/1,redis://b/1', 'no database numbers'],
    ['no address', 'redis://a,secret@b', 'must look like redis://host:6379'],
  ])('of a cluster with %s is refused, without showing it', (_what, url, message) => {
    expect(() => connect(url)).toThrow(message);
    expect(() => connect(url)).not.toThrow('secret');
  });
});

describe('the client of a cluster', () => {
  it('never repeats by itself what may have run, except for workers and listeners, and waits nowhere in a queue', () => {
    for (const purpose of PURPOSES) {
      const { options } = connect('redis://a,redis://b', purpose) as Cluster;
      const patient = purpose === 'workers' || purpose === 'subscriber';
      expect(options).toMatchObject({ enableOfflineQueue: patient, shardedSubscribers: purpose === 'subscriber', scaleReads: 'master' });
      expect([options.retryDelayOnFailover, options.retryDelayOnClusterDown]).toEqual(patient ? [100, 100] : [0, 0]);
      expect(options.redisOptions).toMatchObject({ maxRetriesPerRequest: patient ? null : 0 });
    }
  });
});
