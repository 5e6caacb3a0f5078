import { describe, expect, it } from 'vitest';
import { AisleError } from '../errors/aisle-error.js';
import { Deadline } from './deadline.js';

describe('a deadline', () => {
  it('lets work through that ends in time, with its own outcome', async () => {
    expect(await new Deadline(1000).bound(Promise.resolve(7))).toBe(7);
    await expect(new Deadline(1000).bound(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends waiting for work that does not, and tells it to stop', async () => {
    const deadline = new Deadline(10);
    const { signal } = deadline;
    await expect(deadline.bound(new Promise(() => undefined))).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      retryAfterMs: 1000,
    });
    expect(signal.aborted).toBe(true);
  });

  it('that is over tells so to whoever asks later', () => {
    const deadline = new Deadline(1000);
    const gone = new AisleError('DEPENDENCY_UNAVAILABLE', 'The client has gone.');
    deadline.abort(gone);
    deadline.abort(new AisleError('INTERNAL'));
    expect(deadline.signal.reason).toBe(gone);
  });
});
