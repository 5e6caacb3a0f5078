import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Real servers for everything under test/; unit tests beside the sources need none and start at once. */
const withServices = {
  globalSetup: ['test/support/services.setup.ts'],
  setupFiles: ['test/support/leaks.setup.ts'],
  // For machines that are busy with something else; what does not come at all is told by `waitFor` long before.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
  pool: 'forks' as const,
};

/** Sources and packages must share one copy of graphql; left alone, the sources get its .mjs files and the packages its .js files. */
const oneGraphql = {
  alias: [{ find: /^graphql$/, replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)) }],
};

export default defineConfig({
  test: {
    // The house has two cores, and tests wait as often as they work: with two files at once a quarter of the time nobody did anything.
    maxWorkers: 3,
    projects: [
      {
        resolve: oneGraphql,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'client/**/*.test.ts', 'web/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 20_000,
        },
      },
      { resolve: oneGraphql, test: { name: 'house', include: ['test/house/**/*.test.ts'], pool: 'forks', testTimeout: 30_000 } },
      {
        resolve: oneGraphql,
        test: {
          ...withServices,
          name: 'services',
          include: ['test/{support,script,property,integration,e2e,history,planted}/**/*.test.ts'],
        },
      },
      {
        resolve: oneGraphql,
        test: { ...withServices, name: 'chaos', include: ['test/chaos/**/*.test.ts'], testTimeout: 120_000, fileParallelism: false },
      },
    ],
  },
});
