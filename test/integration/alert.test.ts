import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { Log } from '../../src/domain/log.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import { alertNotificationHandler } from '../../src/jobs/alert-notification.handler.js';
import { Breaker } from '../../src/guard/breaker.js';
import { BreakerBoard } from '../../src/guard/breaker.board.js';
import { FailureShare } from '../../src/jobs/failure.share.js';
import { SILENT_OBSERVER } from '../../src/jobs/job.kit.js';
import { AlertWebhook } from '../../src/notify/alert.channel.js';
import { ALERT_RULES, type Reading } from '../../src/services/alert.rules.js';
import { AlertService, type AlertServicePorts } from '../../src/services/alert.service.js';
import { alertSources } from '../../src/services/alert.sources.js';
import type { AlertModel } from '../../src/stores/alert.port.js';
import { AlertStore } from '../../src/stores/alert.store.js';
import type { Ledger } from '../../src/stores/ledger.js';
import { OutboxStore } from '../../src/stores/outbox.store.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { readMemoryShare } from '../../src/stores/redis.memory.js';
import { SalesStore } from '../../src/stores/sales.store.js';
import type { Tx } from '../../src/stores/unit-of-work.port.js';
import { VitalsStore } from '../../src/stores/vitals.store.js';
import { useDisposer } from '../support/disposer.js';
import { writeLedgerEvent } from '../support/ledger-rows.js';
import { privateRedis, useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, countQueue, openLedger, QUIET } from './jobs.fixture.js';
import { writeDead } from './letters.fixture.js';

const disposer = useDisposer();
const SECRET = 'the secret of the receiver';

/** One process' alarms. `told` collects what its log says. */
function openAlerts(ledger: Ledger, ports: Partial<AlertServicePorts> = {}) {
  const told: string[] = [];
  const say = (fields: object) => void told.push(String((fields as { alert?: string }).alert));
  const log: Log = { ...QUIET, error: say, child: () => log };
  const channel = new AlertWebhook({ url: 'http://127.0.0.1:1/', secret: SECRET });
  const service = new AlertService({
    alerts: new AlertStore({ ledger }),
    outbox: new OutboxStore({ ledger }),
    unitOfWork: ledger,
    doorbell: { ring() {} },
    log,
    channel,
    sources: [],
    timing: { everyMs: 1000, awayMs: 60_000, reportedMs: 60_000 },
    ...ports,
  });
  disposer.own(service);
  return { service, told };
}

const keysOf = async (ledger: Ledger) =>
  (await ledger.pool.query<{ key: string }>(`SELECT key FROM outbox_message WHERE queue = 'alert-notification' ORDER BY key`)).rows.map(
    ({ key }) => key.split(':').slice(1, 3).join(':'),
  );
/** Makes the time that causes have lasted, or been away, longer. */
const age = (ledger: Ledger, column: 'first_at' | 'last_at', seconds: number) =>
  ledger.pool.query(`UPDATE alert SET ${column} = ${column} - make_interval(secs => $1)`, [seconds]);

/** Captured money without a ticket. */
async function takeForNothing(ledger: Ledger): Promise<string> {
  const { eventId, personId } = await writeLedgerEvent(ledger.pool);
  const orderNo = newOrderNo();
  await ledger.pool.query(
    `INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, status, email, name, currency, total_minor, idempotency_key, input_hash, pay_by)
     VALUES ($1, $2, $3, 1, 1, 'FULFILLED', 'ada@example.com', 'Ada', 'EUR', 1500, $1, 'x', now())`,
    [orderNo, personId, eventId],
  );
  await ledger.pool.query(
    `INSERT INTO payment (id, order_no, provider, status, amount_minor, currency, idempotency_key, input_hash, expires_at)
     VALUES ($1, $2, 'sandbox', 'CAPTURED', 1500, 'EUR', 'k', 'x', now())`,
    [newId(), orderNo],
  );
  return eventId;
}

/** A refund that the provider refused: the money adds up, and the buyer waits. @returns its order */
async function refuseRefund(ledger: Ledger): Promise<string> {
  const eventId = await takeForNothing(ledger);
  const { rows } = await ledger.pool.query<{ orderNo: string }>(
    `INSERT INTO refund (id, order_no, payment_id, status, amount_minor, reason, by, idempotency_key, input_hash, failure, settled_at)
     SELECT $2, order_no, p.id, 'FAILED', 1500, 'ill', 'system', 'k', 'x', 'card closed', now()
     FROM payment p JOIN orders o USING (order_no) WHERE o.event_id = $1 RETURNING order_no AS "orderNo"`,
    [eventId, newId()],
  );
  return rows[0]!.orderNo;
}

/** A dependency that has been away for six minutes, and was asked for again just now. */
async function breakSince(board: BreakerBoard): Promise<() => ReadonlyMap<string, number>> {
  const breaker = new Breaker({ name: 'email', rules: { failures: 1, openMs: 600_000 } });
  board.add('email', breaker);
  const away = () => Promise.reject(new Error('nobody answers'));
  await expect(breaker.run(away)).rejects.toThrow('nobody answers');
  return () => board.awaySeconds(Date.now() + 360_000);
}

/** Everything wrong at once, on real parts. @returns the sources that see it, and how a process reports the rest */
async function everythingWrong(ledger: Ledger, handlers: Parameters<typeof buildPlant>[1]['handlers']) {
  const own = await privateRedis({});
  disposer.add(() => own.stop());
  const plant = buildPlant(disposer, { ledger, redisUrl: own.redisUrl, handlers });
  const redis = connectRedis({ url: own.redisUrl, purpose: 'general', onError() {} });
  disposer.add(() => redis.disconnect());
  const queue = new Queue(countQueue.name, { connection: plant.producer, prefix: plant.prefix });
  disposer.add(() => queue.close());
  await queue.add('count', {}, { timestamp: Date.now() - 200_000 });
  await writeDead(ledger, 2);
  await ledger.pool.query(
    `INSERT INTO outbox_message (id, queue, key, payload, created_at) VALUES ($1, 'count', 'waits', '{}', now() - interval '1 minute')`,
    [newId()],
  );
  const eventId = await takeForNothing(ledger);
  const unrefunded = await refuseRefund(ledger);
  const failures = new FailureShare();
  const observer = failures.beside(SILENT_OBSERVER);
  for (let tried = 0; tried < 20; tried += 1) observer.jobEnded('count', tried < 11 ? 'retry' : 'done', 1);
  await waitFor(() => redis.status === 'ready');
  // So much that buffers which come and go do not count, and made by the server: what is sent would be such a buffer itself.
  const ballast = `for n = 1, 2500 do redis.call('SET', 'ballast:' .. ARGV[1] .. ':' .. n, string.rep('x', 1000)) end`;
  for (let part = 0; part < 8; part += 1) await redis.eval(ballast, 0, String(part));
  const limit = String(Math.round(Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]) * 1.05));
  await redis.config('SET', 'maxmemory', limit);
  const sources = alertSources({
    vitals: new VitalsStore({ ledger }),
    queues: plant.queues,
    sales: new SalesStore({ ledger }),
    failures: () => failures.shares(),
    memory: { inventory: () => readMemoryShare(redis) },
    away: await breakSince(new BreakerBoard()),
  });
  const report = ({ service }: { service: AlertService }) => {
    service.report({ measure: 'inventory_mismatches', label: eventId, value: 3 });
    service.report({ measure: 'ledger_conflicts', label: eventId, value: 1 });
  };
  return { sources: Object.values(sources), report, eventId, unrefunded };
}

test('each rule fires once for what is really wrong, however many processes see it and however often', async () => {
  const { ledger, handler } = await openLedger(disposer);
  const { sources, report, eventId, unrefunded } = await everythingWrong(ledger, [handler]);
  const processes = [openAlerts(ledger, { sources }), openAlerts(ledger, { sources })];
  processes.forEach(report);
  for (const { service } of processes) await service.lookOnce();
  const patient = ALERT_RULES.filter(({ forSeconds }) => forSeconds > 0).map(({ name }) => name);
  const names = (causes: string[]) => causes.map((cause) => cause.split(':')[0]).toSorted();
  const toldSoFar = () => processes.flatMap(({ told }) => told);
  const all = ALERT_RULES.map(({ name }) => name);
  expect(names(toldSoFar())).toEqual(all.filter((name) => !patient.includes(name)).toSorted());
  await age(ledger, 'first_at', 301);
  for (let look = 0; look < 3; look += 1) for (const { service } of processes) await service.lookOnce();
  expect(names(toldSoFar())).toEqual(all.toSorted());
  expect(toldSoFar()).toContain(`money-unbalanced:${eventId}`);
  expect(toldSoFar()).toContain('breaker-open:email');
  const { rows } = await ledger.pool.query<{ summary: string }>(`SELECT summary FROM alert WHERE cause LIKE 'refund-failed:%'`);
  expect(rows[0]?.summary).toContain(`refused 1 refunds`);
  expect(rows[0]?.summary).toContain(unrefunded);
  expect(await keysOf(ledger)).toHaveLength(ALERT_RULES.length);
  expect([...(await processes[0]!.service.firing()).keys()]).toEqual(toldSoFar().toSorted());
});

test('a cause that has been away is over, and is told again when it comes back', async () => {
  const { ledger } = await openLedger(disposer);
  const wrong: Reading = { measure: 'dead_letters_open', label: 'count', value: 1 };
  let readings: Reading[] = [wrong];
  const { service, told } = openAlerts(ledger, { sources: [async () => readings] });
  await service.lookOnce();
  readings = [];
  await service.lookOnce();
  expect(await service.firing()).toEqual(new Map([['dead-letter:count', 1]]));
  await age(ledger, 'last_at', 61);
  await service.lookOnce();
  expect(await service.firing()).toEqual(new Map());
  readings = [wrong];
  await service.lookOnce();
  await service.lookOnce();
  expect(told).toEqual(['dead-letter:count', 'dead-letter:count']);
  expect(await keysOf(ledger)).toEqual(['firing:dead-letter', 'firing:dead-letter', 'resolved:dead-letter']);
});

test('a source that cannot see keeps its word: blindness is not healing', async () => {
  const { ledger } = await openLedger(disposer);
  let blind = false;
  const source = async (): Promise<Reading[]> => {
    if (blind) throw new Error('Redis is away');
    return [{ measure: 'queue_oldest_seconds', label: 'count', value: 500 }];
  };
  const { service, told } = openAlerts(ledger, { sources: [source] });
  await service.lookOnce();
  blind = true;
  await age(ledger, 'last_at', 61);
  await service.lookOnce();
  expect([...(await service.firing()).keys()]).toEqual(['backlog-age:count']);
  expect(told).toEqual(['backlog-age:count']);
});

test('eight processes that see a cause in the same moment tell of it once; without the guard each does', async () => {
  const { ledger } = await openLedger(disposer);
  const source = async (): Promise<Reading[]> => [{ measure: 'dead_letters_open', label: 'count', value: 1 }];
  const columns = 'cause, summary, first_at AS "firstAt", fired_at AS "firedAt"';
  const fire = { name: 'unguarded', text: `UPDATE alert SET fired_at = clock_timestamp() WHERE cause = ANY ($1) RETURNING ${columns}` };
  class Unguarded extends AlertStore {
    override fire(tx: Tx, due: readonly { cause: string }[]): Promise<AlertModel[]> {
      return ledger.query<AlertModel>(fire, [due.map(({ cause }) => cause)], tx);
    }
  }
  const eight = (alerts: AlertStore) => Array.from({ length: 8 }, () => openAlerts(ledger, { sources: [source], alerts, channel: null }));
  const without = eight(new Unguarded({ ledger }));
  await Promise.all(without.map(({ service }) => service.lookOnce()));
  expect(without.flatMap(({ told }) => told)).toHaveLength(8);
  await ledger.pool.query('DELETE FROM alert');
  const guarded = eight(new AlertStore({ ledger }));
  await Promise.all(guarded.map(({ service }) => service.lookOnce()));
  expect(guarded.flatMap(({ told }) => told)).toEqual(['dead-letter:count']);
});

/** A receiver that refuses `refusals` times. */
async function openReceiver(refusals: number) {
  const got: { id: string; good: boolean; body: { type: string; data: { cause: string } } }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const [id, timestamp] = [String(request.headers['webhook-id']), String(request.headers['webhook-timestamp'])];
    const signature = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${body}`).digest('base64');
    got.push({ id, good: request.headers['webhook-signature'] === `v1,${signature}`, body: JSON.parse(body) });
    response.writeHead(got.length <= refusals ? 503 : 204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts` };
}

test('the receiver gets a signed notice under one id, again until it takes it', async () => {
  const { ledger } = await openLedger(disposer);
  const { got, url } = await openReceiver(2);
  const source = async (): Promise<Reading[]> => [{ measure: 'dead_letters_open', label: 'count', value: 1 }];
  const channel = new AlertWebhook({ url, secret: SECRET });
  const { service } = openAlerts(ledger, { sources: [source], channel, doorbell: { ring: () => plant.relay.ring() } });
  const handlers = [alertNotificationHandler({ alerts: service })];
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers, attempts: 5 });
  plant.relay.start();
  plant.workers.start();
  await service.lookOnce();
  await eventually(async () => expect((await plant.outbox.balance()).done).toBe(1), { timeoutMs: 60_000 });
  expect(got.map(({ good }) => good)).toEqual([true, true, true]);
  expect(new Set(got.map(({ id }) => id)).size).toBe(1);
  expect(got[0]?.body).toMatchObject({
    type: 'alert.firing',
    data: { cause: 'dead-letter:count', runbook: 'docs/runbooks/dead-letters.md', status: 'firing' },
  });
  const { rows } = await ledger.pool.query('SELECT told_at FROM alert');
  expect(rows).toEqual([{ told_at: expect.any(Date) }]);
});
