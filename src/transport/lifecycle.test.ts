import { describe, expect, it } from 'vitest';
import type { Log } from '../domain/log.js';
import { Lifecycle } from './lifecycle.js';

const lines: { level: string; message: string }[] = [];
const at = (level: string) => (_fields: object, message: string) => void lines.push({ level, message });
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };

describe('the end of a process', () => {
  it('runs its steps in order, once, and is not ready from the first moment on', async () => {
    const done: string[] = [];
    const codes: number[] = [];
    const lifecycle = new Lifecycle({ log, limitMs: 1000, exit: (code) => codes.push(code) });
    lifecycle.onStop('first', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push('first');
    });
    lifecycle.onStop('second', () => void done.push('second'));
    expect(lifecycle.draining).toBe(false);
    const stops = [lifecycle.stop('SIGTERM'), lifecycle.stop('SIGINT', 1)];
    expect(lifecycle.draining).toBe(true);
    await Promise.all(stops);
    expect(done).toEqual(['first', 'second']);
    expect(codes).toEqual([0]);
  });

  it('goes on after a step that fails', async () => {
    const done: string[] = [];
    const lifecycle = new Lifecycle({ log, limitMs: 1000, exit: () => done.push('exit') });
    lifecycle.onStop('broken', () => Promise.reject(new Error('no')));
    lifecycle.onStop('next', () => void done.push('next'));
    await lifecycle.stop('SIGTERM');
    expect(done).toEqual(['next', 'exit']);
    expect(lines).toContainEqual({ level: 'warn', message: 'a step of stopping failed' });
  });

  it('comes by force when a step hangs', async () => {
    const code = await new Promise<number>((exit) => {
      const lifecycle = new Lifecycle({ log, limitMs: 20, exit });
      lifecycle.onStop('hangs', () => new Promise(() => undefined));
      void lifecycle.stop('SIGTERM');
    });
    expect(code).toBe(1);
  });
});
