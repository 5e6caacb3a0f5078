import { describe, expect, it } from 'vitest';
import { createLogger, withoutSecrets } from './logger.js';

const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ level: 'debug', role: 'test', destination: { write: (line) => void (text += line) } }));
  return text;
}

describe('the log', () => {
  it('has no secrets, in fields or in texts', () => {
    const text = logged((log) => {
      log.info(
        {
          password: 'hunter2',
          input: { password: 'hunter2', deep: { token: 'hunter2' } },
          headers: { authorization: 'hunter2', cookie: 'hunter2' },
        },
        'fields',
      );
      log.warn({ err: new Error(`session ${TOKEN} broke`) }, `Bearer ${TOKEN}`);
      log.error({ url: 'postgresql://aisle:hunter2@db:5432/aisle' }, 'redis://:hunter2@cache:6379');
    });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(TOKEN);
    expect(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).level),
    ).toEqual(['info', 'warn', 'error']);
  });

  it('keeps what looks like a secret but is none', () => {
    const line = 'order 7K3M9QX2PA4B, person 018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f, http://127.0.0.1:4000/orders';
    expect(withoutSecrets(line)).toBe(line);
  });
});
