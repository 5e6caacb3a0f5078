import { expect, test } from 'vitest';
import { startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { freePort } from '../support/free-port.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';

const disposer = useDisposer();

test('a worker with a port of its own says how it is and what its jobs take', async () => {
  const port = await freePort();
  const office = await startBoxOffice(disposer, { WORKER_PORT: String(port) });
  const staff = await office.client().logIn('admin@example.com');
  await buy(await office.client().asGuest(), await openSale(staff), { seats: [1] });
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect((await get('/livez')).status).toBe(200);
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
  expect(await (await get('/metrics')).text()).toMatch(/aisle_job_seconds_count\{queue="order-completion",outcome="done"\} [1-9]/);
  expect((await get('/graphql')).status).toBe(404);
});
