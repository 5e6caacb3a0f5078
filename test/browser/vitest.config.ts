import { defineConfig } from 'vitest/config';

/** A real box office and a real browser, one test after the other: the machine is busy enough with both. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/services.setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    // A service worker, say, starts in its own time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
