import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { GraphQLClient } from '../support/graphql-client.js';
import { Books } from './books.js';
import { BuyerClient } from './buyer.client.js';
import { type Desk, ScriptDesk } from './desk.js';
import { nowMicros } from './history.js';
import { HistoryWriter } from './history.writer.js';
import { HttpDesk } from './http.desk.js';
import { HttpTill } from './http.till.js';
import { connectInventory } from './inventory.connection.js';
import { LineGoer, type LineGoerParts } from './line.goer.js';
import { MapWatcher } from './map.watcher.js';
import { Random, Zipf } from './random.js';
import { ScriptTill } from './script.till.js';
import { StaffClient } from './staff.client.js';
import type { ClientHold, DriverKind, DriverOrder, SaleAtHand, Till } from './till.js';
import { Upheaval } from './upheaval.js';

/** How popular seats differ: the first is asked for about ten times as often as the hundredth. */
const ZIPF_EXPONENT = 0.5;
/** Members of staff in a driver, and how long each rests between operations at most. */
const STAFF = 2;
const STAFF_REST_MS = 6;

interface Tills {
  open(sale: SaleAtHand, client: number, books: Books): Till;
  /** The way through the line, where there is one. */
  line?(sale: SaleAtHand, client: number, parts: Pick<LineGoerParts, 'random' | 'admissions'>): LineGoer;
  /** Those of staff, where staff keep anything from sale. */
  desk?(sale: SaleAtHand, member: number): Desk;
  /** What happens to a sale from outside. */
  disturb?(at: Round, startMicros: number): Promise<void>;
  close(): void;
}

/** One sale of a driver. */
interface Round {
  kind: DriverKind;
  tills: Tills;
  writer: HistoryWriter;
  sale: SaleAtHand;
  books: Books;
  round: number;
}

async function overHttp(order: DriverOrder): Promise<Tills> {
  const people = await Promise.all(
    Array.from({ length: order.clients }, async (_, at) => {
      const url = order.urls[at % order.urls.length]!;
      return { url, token: await HttpTill.guest(url), buyer: `h${order.seed}-${at}` };
    }),
  );
  const { token } = await new GraphQLClient(order.urls[0]!).logIn('admin@example.com');
  const url = (member: number) => order.urls[member % order.urls.length]!;
  return {
    open: (sale, client) => new HttpTill({ ...people[client]!, sale }),
    desk: (sale, member) => new HttpDesk({ url: url(member), token: token!, name: `hs${order.seed}-${member}`, sale }),
    close: () => HttpTill.close(),
  };
}

async function atScripts(order: DriverOrder): Promise<Tills> {
  const connections = await Promise.all(order.urls.map((url) => connectInventory(url, order.dist)));
  const inventoryOf = (at: number) => connections[at % connections.length]!.inventory;
  return {
    open: (sale, client) => new ScriptTill({ inventory: inventoryOf(client), buyer: `s${order.seed}-${client}`, sale }),
    desk: (sale, member) => new ScriptDesk({ inventory: inventoryOf(member), name: `ss${order.seed}-${member}`, sale }),
    close: () => connections.forEach((connection) => connection.close()),
  };
}

/** At the inventory, too, and only those come in whom the gate admits. */
async function atGate(order: DriverOrder): Promise<Tills> {
  const { inventory, lines, close } = await connectInventory(order.urls[0]!, order.dist);
  const buyer = (client: number) => `g${order.seed}-${client}`;
  return {
    open: (sale, client) => new ScriptTill({ inventory, buyer: buyer(client), sale }),
    line: (sale, client, parts) => new LineGoer({ line: lines(sale.terms.gate!), buyer: buyer(client), terms: sale.terms, ...parts }),
    close,
  };
}

async function onTrial(order: DriverOrder): Promise<Tills> {
  const { inventory, close } = await connectInventory(order.directUrl, order.dist);
  const redis = new Redis(order.directUrl);
  return {
    open: (sale, client, books) => new ScriptTill({ inventory, buyer: `t${order.seed}-${client}`, sale, books }),
    disturb: ({ round, ...at }, startMicros) =>
      new Upheaval({
        ...at,
        till: new ScriptTill({ inventory, buyer: `u${order.seed}`, ...at }),
        inventory,
        redis,
        random: new Random(order.seed + round),
      }).run(startMicros, order.roundMs),
    close: () => {
      close();
      redis.disconnect();
    },
  };
}

const OPEN = { http: overHttp, script: atScripts, gate: atGate, trial: onTrial } as const;

/**
 * A process full of clients. `node --import tsx driver.ts http|script|gate|trial <order as JSON>`: works its sales off by the clock, writes the
 * history file, and ends.
 * @param begin called when everything is ready; gives the instant at which all drivers begin
 */
export async function drive(kind: DriverKind, order: DriverOrder, begin: () => Promise<number>): Promise<void> {
  const tills = await OPEN[kind](order);
  const writer = new HistoryWriter(order.file);
  const watchers = await Promise.all(
    order.sales.map(({ terms }) => (order.watches ? MapWatcher.listen(order.directUrl, terms.event, writer) : null)),
  );
  const beginMicros = await begin();
  for (const [round, sale] of order.sales.entries()) {
    const startMicros = beginMicros + round * order.roundMs * 1000;
    await pause(Math.max(0, (startMicros - nowMicros()) / 1000));
    const at: Round = { kind, tills, writer, sale, books: new Books(sale.terms), round };
    await Promise.all([
      ...openClients(order, at).map((client) => client.run(startMicros + order.roundMs * 1000)),
      ...openStaff(order, at).map((member) => member.run(startMicros + order.roundMs * 1000)),
      tills.disturb?.(at, startMicros),
    ]);
    for (const owned of at.books.owned()) writer.owned(sale.terms.event, owned);
    await watchers[round]?.end(tills.open(sale, 0, at.books));
  }
  writer.close();
  tills.close();
}

function openClients(order: DriverOrder, { kind, tills, writer, sale, books, round }: Round): BuyerClient[] {
  const zipf = new Zipf(sale.terms.seatCount, ZIPF_EXPONENT);
  const patienceMs = kind === 'http' ? 12 : 2;
  const neighbours: ClientHold[] = [];
  const admissions: LineGoerParts['admissions'] = [];
  const { impatience, restMs } = order;
  return Array.from({ length: order.clients }, (_, at) => {
    const random = new Random(order.seed * 100_003 + round * 1009 + at);
    const till = tills.open(sale, at, books);
    const line = tills.line?.(sale, at, { random, admissions });
    return new BuyerClient({ till, sale, writer, random, zipf, impatience, restMs, patienceMs, neighbours, ...(line ? { line } : {}) });
  });
}

function openStaff(order: DriverOrder, { kind, tills, writer, sale, round }: Round): StaffClient[] {
  if (!tills.desk) return [];
  const zipf = new Zipf(sale.terms.seatCount, ZIPF_EXPONENT);
  const patienceMs = kind === 'http' ? 12 : 2;
  return Array.from({ length: STAFF }, (_, at) => {
    const random = new Random(order.seed * 100_003 + round * 1009 + 997 - at);
    const desk = tills.desk!(sale, at);
    return new StaffClient({ desk, sale, writer, random, zipf, impatience: order.impatience, patienceMs, restMs: STAFF_REST_MS });
  });
}

if (process.argv[1]?.endsWith('driver.ts')) {
  const [kind, order] = process.argv.slice(2) as [DriverKind, string];
  await drive(kind, JSON.parse(order) as DriverOrder, async () => {
    process.stdout.write('ready\n');
    const [line] = (await once(process.stdin, 'data')) as [Buffer];
    process.stdin.destroy();
    return Number(line);
  });
}
