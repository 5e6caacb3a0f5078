import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LineRules } from '../../src/domain/line.js';
import { GraphQLClient } from '../support/graphql-client.js';
import { CuttingProxy } from './cutting.proxy.js';
import { type Fleet, startFleet } from './fleet.js';
import { nowMicros } from './history.js';
import { HistoryWriter } from './history.writer.js';
import { Random } from './random.js';
import { type HoldTimes, openHttpSales, openScriptSales, ownedByInventory, ownedByLedger } from './sales.js';
import type { DriverKind, DriverOrder, SaleAtHand } from './till.js';

const DRIVER = fileURLToPath(new URL('./driver.ts', import.meta.url));
const HALL = { seatCount: 500, places: 60, maxPerBuyer: 40 };
/** The shortest that the environment of a box office can say. */
const HTTP_TIMES: HoldTimes = { holdMs: 1000, extensionMs: 1000, extensions: 2 };
const SCRIPT_TIMES: HoldTimes = { holdMs: 250, extensionMs: 120, extensions: 2 };
/** Small, so that places and the limit of a buyer run out. */
const TRIAL_HALL = { seatCount: 60, places: 8, maxPerBuyer: 9 };
const TRIAL_CLIENTS = 8;
const TRIAL_REST_MS = 4;
/** So that everybody waits for the gate's rate at first, and then for room. */
const GATE: LineRules = { leaseMs: 250, admissionMs: 450, admitPerSecond: 150, factor: 1 };
const GATE_HALL = { seatCount: 24, places: 8, maxPerBuyer: 9 };
const GATE_CLIENTS = 24;
/** Who waits has little else to do than look. */
const GATE_REST_MS = 10;
const FAR_OFF_MS = 86_400_000;
const HTTP_ENV = {
  HOLD_SECONDS: String(HTTP_TIMES.holdMs / 1000),
  HOLD_EXTENSION_SECONDS: String(HTTP_TIMES.extensionMs / 1000),
  HOLD_EXTENSIONS: String(HTTP_TIMES.extensions),
};
/** From the moment that all drivers are ready. */
const LEAD_MS = 100;
/** Time for what was given up to end. */
const DRAIN_MS = 1_500;

export interface RecordingOptions {
  databaseUrl: string;
  redisUrl: string;
  dist: string;
  /** Where the history goes. */
  folder: string;
  seconds: number;
  seed: number;
  /** 0: nothing over HTTP. */
  apis: number;
  httpClients: number;
  /** Processes that use the inventory directly; 0: none. */
  scriptDrivers: number;
  scriptClients: number;
  httpRoundMs?: number;
  scriptRoundMs?: number;
  /** Share of replies of Redis that are cut. */
  cutShare?: number;
  /** How long clients over HTTP rest between operations at most. */
  restMs?: number;
}

export interface Recording {
  apis: number;
  httpProxy: { replies: number; cuts: number };
  scriptProxy: { replies: number; cuts: number };
}

/** Records what clients of a running box office ask and are told. Everything that it starts has ended when it returns. */
export async function record(options: RecordingOptions): Promise<Recording> {
  const { redisUrl, dist, folder, seed, cutShare = 0.02 } = options;
  const proxies = [
    await CuttingProxy.before(redisUrl, 0, new Random(seed)),
    await CuttingProxy.before(redisUrl, 0, new Random(seed + 1)),
  ] as const;
  const [apiProxy, scriptProxy] = proxies;
  let fleet: Fleet | null = null;
  try {
    fleet = options.apis === 0 ? null : await startFleet({ ...options, redisUrl: apiProxy.url, queueRedisUrl: redisUrl, env: HTTP_ENV });
    const rounds = (roundMs: number) => Math.max(1, Math.round((options.seconds * 1000) / roundMs));
    const { httpRoundMs = 6_000, scriptRoundMs = 1_500 } = options;
    const httpSales = fleet === null ? [] : await openHttpSales(await staffOf(fleet), rounds(httpRoundMs), HALL, HTTP_TIMES);
    const scriptRounds = options.scriptDrivers === 0 ? 0 : rounds(scriptRoundMs);
    const scriptSales = await openScriptSales(options, { rounds: scriptRounds, hall: HALL, times: SCRIPT_TIMES });
    const opensAtMs = Date.now() + FAR_OFF_MS;
    const trialSales = await openScriptSales(options, { rounds: scriptRounds, hall: TRIAL_HALL, times: SCRIPT_TIMES, opensAtMs });
    const gateSales = await openScriptSales(options, { rounds: scriptRounds, hall: GATE_HALL, times: SCRIPT_TIMES, gate: GATE });
    apiProxy.share = cutShare;
    scriptProxy.share = cutShare / 4;
    const common = { impatience: 0.06, restMs: options.restMs ?? 0, dist, directUrl: redisUrl };
    const http: DriverOrder = {
      ...common,
      file: join(folder, 'http.jsonl'),
      watches: false,
      seed,
      clients: options.httpClients,
      sales: httpSales,
      roundMs: httpRoundMs,
      urls: fleet?.urls ?? [],
    };
    const scripts = Array.from({ length: options.scriptDrivers }, (_, at): DriverOrder => {
      const file = join(folder, `script-${at}.jsonl`);
      const urls = [scriptProxy.url, scriptProxy.url];
      return {
        ...common,
        file,
        watches: at === 0,
        seed: seed + 1000 * (at + 1),
        clients: options.scriptClients,
        restMs: 0,
        sales: scriptSales,
        roundMs: scriptRoundMs,
        urls,
      };
    });
    const gate: DriverOrder = {
      ...common,
      file: join(folder, 'gate.jsonl'),
      watches: true,
      seed: seed + 700,
      clients: GATE_CLIENTS,
      restMs: GATE_REST_MS,
      sales: gateSales,
      roundMs: scriptRoundMs,
      urls: [scriptProxy.url],
    };
    const trial: DriverOrder = {
      ...common,
      file: join(folder, 'trial.jsonl'),
      watches: true,
      seed: seed + 500,
      clients: TRIAL_CLIENTS,
      restMs: TRIAL_REST_MS,
      // What nobody was told, no books can tell.
      impatience: 0,
      sales: trialSales,
      roundMs: scriptRoundMs,
      urls: [redisUrl],
    };
    const drivers = [
      ...(fleet === null ? [] : [startDriver('http', http)]),
      ...scripts.map((order) => startDriver('script', order)),
      ...(scriptRounds === 0 ? [] : [startDriver('gate', gate), startDriver('trial', trial)]),
    ];
    await Promise.all(drivers.map(({ ready }) => ready));
    const beginMicros = nowMicros() + LEAD_MS * 1000;
    for (const { begin } of drivers) begin(beginMicros);
    await Promise.all(drivers.map(({ ended }) => ended));
    await pause(DRAIN_MS);
    await writeBooks(options, httpSales, [...scriptSales, ...gateSales], trialSales);
    const numbers = ({ replies, cuts }: CuttingProxy) => ({ replies, cuts });
    return { apis: fleet?.urls.length ?? 0, httpProxy: numbers(apiProxy), scriptProxy: numbers(scriptProxy) };
  } finally {
    await fleet?.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}

function staffOf({ urls }: Fleet): Promise<GraphQLClient> {
  return new GraphQLClient(urls[0]!).logIn('admin@example.com');
}

/** Terms of every sale, and owners of those without books of their own, beside what the clients wrote. */
async function writeBooks(
  { databaseUrl, redisUrl, folder }: RecordingOptions,
  http: SaleAtHand[],
  script: SaleAtHand[],
  trial: SaleAtHand[],
): Promise<void> {
  const writer = new HistoryWriter(join(folder, 'books.jsonl'));
  for (const sale of [...http, ...script, ...trial]) writer.terms(sale.terms);
  for (const sale of http) for (const owned of await ownedByLedger(databaseUrl, sale)) writer.owned(sale.terms.event, owned);
  for (const sale of script) for (const owned of await ownedByInventory(redisUrl, sale)) writer.owned(sale.terms.event, owned);
  writer.close();
}

/** A process full of clients, that waits to be told when to begin. Both promises reject when it ends badly. */
function startDriver(kind: DriverKind, order: DriverOrder) {
  const args = ['--import', 'tsx', DRIVER, kind, JSON.stringify(order)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => {}); // it has ended, and says so below
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`a driver ended with ${String(code)}: ${said.slice(-2000)}`);
  });
  const ready = Promise.race([once(child.stdout, 'data'), ended]);
  return { ready, ended, begin: (atMicros: number) => child.stdin.end(`${atMicros}\n`) };
}
