import { describe, expect, it } from 'vitest';
import { OriginPolicy } from './origin.policy.js';

describe('origins', () => {
  it('of production are our own and the listed ones', () => {
    const policy = new OriginPolicy({ origins: ['https://tickets.example/'], development: false });
    policy.setOwn('https://aisle.example');
    expect(['https://aisle.example', 'https://tickets.example'].map((origin) => policy.isAllowed(origin))).toEqual([true, true]);
    const foreign = [
      'https://aisle.example.evil',
      'http://aisle.example',
      'https://tickets.example:444',
      'http://localhost:4000',
      'null',
      '',
      '*',
    ];
    expect(foreign.filter((origin) => policy.isAllowed(origin))).toEqual([]);
    expect(policy.isOwn('https://tickets.example')).toBe(false);
    expect(policy.isOwn(undefined)).toBe(false);
  });

  it('of development are all ports of this machine, and only our own port is our own', () => {
    const policy = new OriginPolicy({ origins: [], development: true });
    policy.setOwn('http://127.0.0.1:4000');
    expect(['http://localhost:5173', 'http://127.0.0.1:1', 'http://[::1]:9'].every((origin) => policy.isAllowed(origin))).toBe(true);
    expect(policy.isOwn('http://localhost:4000')).toBe(true);
    expect(policy.isOwn('http://localhost:5173')).toBe(false);
    expect(
      ['http://localhost.evil.example', 'http://evil.example', 'file://', 'http://localhost:5173/path'].some((origin) =>
        policy.isAllowed(origin),
      ),
    ).toBe(false);
  });
});
