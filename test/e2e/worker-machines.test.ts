import { expect, test } from 'vitest';
import { startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { freePort } from '../support/free-port.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { eventually } from '../support/wait-for.js';

const disposer = useDisposer();

test('a worker with a port of its own says how it is and what its jobs take', async () => {
  const port = await freePort();
  const office = await startBoxOffice(disposer, { WORKER_PORT: String(port) });
  const staff = await office.client().logIn('admin@example.com');
  await buy(await office.client().asGuest(), await openSale(staff), { seats: [1] });
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect((await get('/livez')).status).toBe(200);
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
  // The order is seen as fulfilled as soon as its job has committed; the job is counted when it has ended.
  const counted = /aisle_job_seconds_count\{queue="order-completion",outcome="done"\} [1-9]/;
  await eventually(async () => expect(await (await get('/metrics')).text()).toMatch(counted));
  expect((await get('/graphql')).status).toBe(404);
});
