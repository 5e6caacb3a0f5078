import { describe, expect, it, vi } from 'vitest';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import { Breaker, withBreaker } from './breaker.js';
import { BreakerBoard } from './breaker.board.js';
import { BreakerSet } from './breaker.set.js';

/** For tests that wait for its end, and for those in which it must not be over. */
const [OPEN_MS, LONG_MS] = [60, 60_000];
/** On a machine that is busy with something else. */
const PATIENT = { timeout: 10_000 };
const away = () => Promise.reject(new Error('nobody answers'));

async function opened(openMs = OPEN_MS) {
  const onState = vi.fn();
  const breaker = new Breaker({ name: 'mail', rules: { failures: 3, openMs }, onState });
  for (let i = 0; i < 3; i += 1) await expect(breaker.run(away)).rejects.toThrow('nobody answers');
  return { breaker, onState };
}

describe('a breaker', () => {
  it('lets everything through until as many failures in a row as its rule says', async () => {
    const { breaker, onState } = await opened(LONG_MS);
    expect(breaker.state).toBe(2);
    expect(onState.mock.calls).toEqual([[2]]);
    const work = vi.fn(async () => 'never');
    await expect(breaker.run(work)).rejects.toBeInstanceOf(Postponed);
    expect(work).not.toHaveBeenCalled();
  });

  it('says how long to wait: no less than it stays open, and not the same for everybody', async () => {
    const { breaker } = await opened(LONG_MS);
    const waits = await Promise.all(
      Array.from({ length: 20 }, () => breaker.run(away).catch((error: unknown) => (error as Postponed).afterMs)),
    );
    expect(Math.min(...waits.map(Number))).toBeGreaterThan(0);
    expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(LONG_MS * 1.5 + 1);
    expect(new Set(waits).size).toBeGreaterThan(3);
  });

  it('lets one call try when its time is over, and closes when that one succeeds', async () => {
    const { breaker, onState } = await opened();
    await vi.waitFor(async () => expect(await breaker.run(async () => 'back')).toBe('back'), PATIENT);
    expect(breaker.state).toBe(0);
    expect(onState.mock.calls).toEqual([[2], [1], [0]]);
  });

  it('opens again when the one that tries fails, which costs that one no try', async () => {
    const { breaker } = await opened();
    const failure = await vi.waitFor(async () => {
      const error = (await breaker.run(away).catch((caught: unknown) => caught)) as Error;
      expect(error.message).toContain('nobody answers');
      return error;
    }, PATIENT);
    expect(failure).toBeInstanceOf(Postponed);
    expect(breaker.state).toBe(2);
  });

  it('tells a refusal to the one that tries as it is, and closes: somebody is there', async () => {
    const { breaker } = await opened();
    const refused = () => Promise.reject(new PermanentFailure('no such number'));
    await vi.waitFor(async () => expect(breaker.run(refused)).rejects.toThrow('no such number'), PATIENT);
    expect(breaker.state).toBe(0);
  });

  it('does not count an answer as a failure, though it be a refusal', async () => {
    const breaker = new Breaker({ name: 'sms', rules: { failures: 1, openMs: OPEN_MS } });
    const refused = () => Promise.reject(new PermanentFailure('no such number'));
    for (let i = 0; i < 5; i += 1) await expect(breaker.run(refused)).rejects.toThrow('no such number');
    expect(breaker.state).toBe(0);
  });

  it('knows how long its other side has been away while somebody asks, and starts anew when it is back', async () => {
    const { breaker } = await opened();
    const openedMs = Date.now();
    expect(breaker.awayMs(openedMs + 1000)).toBeGreaterThanOrEqual(1000);
    // The one that tries fails: away since the first time.
    await vi.waitFor(
      async () => expect(await breaker.run(away).catch((error: Error) => error.message)).toContain('nobody answers'),
      PATIENT,
    );
    expect(breaker.awayMs(openedMs + 2000)).toBeGreaterThanOrEqual(2000);
    await vi.waitFor(async () => expect(await breaker.run(async () => 'back')).toBe('back'), PATIENT);
    expect(breaker.awayMs(Date.now())).toBe(0);
  });

  it('does not know what became of an other side that nobody asks for', async () => {
    const { breaker } = await opened();
    expect(breaker.awayMs(Date.now() + 119_000)).toBeGreaterThan(100_000);
    expect(breaker.awayMs(Date.now() + 121_000)).toBeNull();
    expect(new Breaker({ name: 'new', rules: { failures: 1, openMs: OPEN_MS } }).awayMs(Date.now())).toBeNull();
  });

  it('guards the methods that it is told, with their private parts, and no other', async () => {
    class Gateway {
      #sent = 0;
      send(works: boolean): Promise<number> {
        return works ? Promise.resolve((this.#sent += 1)) : Promise.reject(new Error('down'));
      }
      count(): number {
        return this.#sent;
      }
    }
    const gateway = withBreaker(new Gateway(), new Breaker({ name: 'x', rules: { failures: 1, openMs: 10_000 } }), ['send']);
    expect(await gateway.send(true)).toBe(1);
    await expect(gateway.send(false)).rejects.toThrow('down');
    await expect(gateway.send(true)).rejects.toBeInstanceOf(Postponed);
    expect(gateway.count()).toBe(1);
  });
});

describe('a set of breakers', () => {
  it('closes nobody else when one of them opens, and tells the worst', async () => {
    const onState = vi.fn();
    const set = new BreakerSet({ name: 'push', rules: { failures: 1, openMs: 10_000 }, onState });
    await expect(set.of('evil.example').run(away)).rejects.toThrow('nobody answers');
    expect(await set.of('fcm.example').run(async () => 'sent')).toBe('sent');
    await expect(set.of('evil.example').run(away)).rejects.toBeInstanceOf(Postponed);
    expect(onState.mock.calls).toEqual([[2]]);
  });

  it('counts as away when all that are asked are, so that a made-up one is no alarm', async () => {
    const set = new BreakerSet({ name: 'push', rules: { failures: 1, openMs: 10_000 } });
    expect(set.awayMs(Date.now())).toBeNull();
    await expect(set.of('evil.example').run(away)).rejects.toThrow('nobody answers');
    expect(set.awayMs(Date.now() + 60_000)).toBeGreaterThanOrEqual(60_000);
    await set.of('fcm.example').run(async () => 'sent');
    expect(set.awayMs(Date.now() + 60_000)).toBe(0);
  });
});

describe('the board of breakers', () => {
  it('names those that were asked lately, with the seconds that they have been away', async () => {
    const { breaker } = await opened();
    const board = new BreakerBoard();
    board.add('mail', breaker);
    board.add('sms', new Breaker({ name: 'sms', rules: { failures: 1, openMs: OPEN_MS } }));
    const seconds = board.awaySeconds(Date.now() + 60_000);
    expect([...seconds.keys()]).toEqual(['mail']);
    expect(seconds.get('mail')).toBeGreaterThanOrEqual(60);
  });
});
