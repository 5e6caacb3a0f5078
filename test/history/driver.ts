import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { BuyerClient } from './buyer.client.js';
import { nowMicros } from './history.js';
import { HistoryWriter } from './history.writer.js';
import { HttpTill } from './http.till.js';
import { connectInventory } from './inventory.connection.js';
import { Random, Zipf } from './random.js';
import { ScriptTill } from './script.till.js';
import type { DriverOrder, SaleAtHand, Till } from './till.js';

/** How popular seats differ: the first is asked for about ten times as often as the hundredth. */
const ZIPF_EXPONENT = 0.5;

/**
 * A process full of clients. `node --import tsx driver.ts http|script <order as JSON>`: works its sales off by the clock, writes the
 * history file, and ends.
 */
type OpenTill = (sale: SaleAtHand, client: number) => Till;

async function overHttp(order: DriverOrder): Promise<{ open: OpenTill; close(): void }> {
  const people = await Promise.all(
    Array.from({ length: order.clients }, async (_, at) => {
      const url = order.urls[at % order.urls.length]!;
      return { url, token: await HttpTill.guest(url), buyer: `h${order.seed}-${at}` };
    }),
  );
  return { open: (sale, client) => new HttpTill({ ...people[client]!, sale }), close: () => HttpTill.close() };
}

async function atScripts(order: DriverOrder): Promise<{ open: OpenTill; close(): void }> {
  const connections = await Promise.all(order.urls.map((url) => connectInventory(url, order.dist)));
  const open: OpenTill = (sale, client) =>
    new ScriptTill({ inventory: connections[client % connections.length]!.inventory, buyer: `s${order.seed}-${client}`, sale });
  return { open, close: () => connections.forEach((connection) => connection.close()) };
}

/** @param begin called when everything is ready; gives the instant at which all drivers begin */
export async function drive(kind: 'http' | 'script', order: DriverOrder, begin: () => Promise<number>): Promise<void> {
  const tills = await (kind === 'http' ? overHttp(order) : atScripts(order));
  const writer = new HistoryWriter(order.file);
  const beginMicros = await begin();
  for (const [round, sale] of order.sales.entries()) {
    const startMicros = beginMicros + round * order.roundMs * 1000;
    const zipf = new Zipf(sale.terms.seatCount, ZIPF_EXPONENT);
    await pause(Math.max(0, (startMicros - nowMicros()) / 1000));
    const patienceMs = kind === 'http' ? 12 : 2;
    const clients = Array.from({ length: order.clients }, (_, at) => {
      const random = new Random(order.seed * 100_003 + round * 1009 + at);
      const { impatience, restMs } = order;
      return new BuyerClient({ till: tills.open(sale, at), sale, writer, random, zipf, impatience, restMs, patienceMs });
    });
    await Promise.all(clients.map((client) => client.run(startMicros + order.roundMs * 1000)));
  }
  writer.close();
  tills.close();
}

if (process.argv[1]?.endsWith('driver.ts')) {
  const [kind, order] = process.argv.slice(2) as ['http' | 'script', string];
  await drive(kind, JSON.parse(order) as DriverOrder, async () => {
    process.stdout.write('ready\n');
    const [line] = (await once(process.stdin, 'data')) as [Buffer];
    process.stdin.destroy();
    return Number(line);
  });
}
