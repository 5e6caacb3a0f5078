import { serverAudits } from 'graphql-http';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDisposer } from '../support/disposer.js';
import { startEntrance } from '../support/entrance.js';
import { useServices } from '../support/services.js';

describe('the audits of GraphQL over HTTP', () => {
  const disposer = useDisposer({ scope: 'file' });
  let url = '';
  beforeAll(async () => {
    ({ graphqlUrl: url } = await startEntrance(disposer, { redisUrl: useServices().redisUrl }));
  });

  for (const audit of serverAudits({ url: () => url, fetchFn: fetch })) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    });
  }
});
