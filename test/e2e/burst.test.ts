import { beforeAll, expect, test } from 'vitest';
import { linesOf, runBurst } from '../burst/burst.js';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { needsOneServer } from '../support/services.js';

needsOneServer('it is about how many an api takes on, not about Redis');

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;

beforeAll(async () => {
  office = await startBoxOffice(disposer, {
    // Few at a time, so that a small rush is too many already.
    MAX_IN_FLIGHT: '8',
    // Nobody is left without an answer because the machine is busy with something else.
    REQUEST_DEADLINE_MS: '60000',
  });
}, 240_000);

test('of more orders than an api takes on at once each is placed, or told when to come back, and none is lost', async () => {
  const report = await runBurst({ url: office.url, databaseUrl: office.databaseUrl, orders: 300, seconds: 0.1 });
  for (const line of linesOf(report)) console.log(line);
  expect(report).toMatchObject({ offered: 300, lost: 0, untold: 0, unknown: 0, faults: [] });
  expect(report.refusals).toBeGreaterThan(0);
  expect(report.acceptedAtOnce + report.refusedAtFirst).toBe(300);
}, 240_000);
