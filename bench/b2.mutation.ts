import { fileURLToPath } from 'node:url';
import { newId } from '../src/domain/id.js';
import { freePort } from '../test/support/free-port.js';
import { answers, type LoadGenerator, ServerProcess } from './harness/child.process.js';
import type { Watched } from './harness/cpu.clock.js';
import type { Engine } from './harness/engine.js';
import { type Office, STADIUM } from './harness/office.js';
import type { Arm, Slice } from './harness/pairs.js';
import { type LedgerStage, SERVER_CORE } from './harness/stage.js';
import type { LoadOrder, LoadReport } from './load/load.contract.js';
import { asDurableAsRedis, heldSeats, prepareSeats } from './peers/for-update.tables.js';

const CONNECTIONS = 64;
const WARM_SECONDS = 1;
/** Requests of one buyer's visit: below what a person may hold, and after the first the session is known to the process. */
const VISIT = 8;

/** Asks for what a seat map page needs to go on: the hold, its deadline, its seats. */
const HOLD = `mutation Hold($input: HoldTicketsInput!) { holdTickets(input: $input) { __typename ... on Hold { id expiresInMs seats { index } } ... on SeatsUnavailable { taken } } }`;
/** The cheapest mutation that the same server answers: it passes transport, session, parser, guard and executor, and does nothing. */
const EMPTY = 'mutation Empty { __typename }';
const HELLO = 'mutation Hello { hello }';

export interface MutationBench {
  stage: LedgerStage;
  office: Office;
  engine: Engine;
  load: LoadGenerator;
  watched: Watched;
}

let seed = 0;

export function orderFor(bench: Pick<MutationBench, 'office' | 'watched'>, changes: Partial<LoadOrder>): LoadOrder {
  return {
    port: bench.office.port,
    path: '/graphql',
    connections: CONNECTIONS,
    seconds: 5,
    warmSeconds: WARM_SECONDS,
    watched: bench.watched,
    tokens: [],
    visit: VISIT,
    query: HOLD,
    eventId: newId(),
    seatCount: STADIUM.seatCount,
    firstSeat: 0,
    rate: 0,
    seed: (seed += 1),
    mixed: true,
    ...changes,
  };
}

/** `holdTickets` of our server, on a new event and with new buyers each time. */
export function holdArm(bench: MutationBench): Arm {
  return {
    name: 'holdTickets',
    async run(seconds) {
      const eventId = await bench.office.openSale();
      const tokens = await bench.office.newGuests(9000);
      const report = await bench.load.run(orderFor(bench, { seconds, eventId, tokens }));
      const held = (await bench.engine.store.readMap(eventId))!.tiers.reduce((sum, tier) => sum + tier.held, 0);
      if (held !== report.seats) report.faults.push(`${report.seats} seats granted, ${held} held`);
      return sliceOf(report);
    },
  };
}

/** The empty mutation of the same server: same connections, sessions, headers and body size. */
export function emptyArm(bench: MutationBench): Arm {
  return {
    name: 'empty mutation of the same server',
    async run(seconds) {
      const tokens = await bench.office.newGuests(9000);
      return sliceOf(await bench.load.run({ ...orderFor(bench, { seconds, tokens, query: EMPTY }), seatCount: 10_000_000 }));
    },
  };
}

/** An empty Apollo standalone server: no session, no limits. */
export async function apolloArm(bench: MutationBench): Promise<Arm> {
  const { port, server } = await startPeer(bench.stage, 'apollo.peer.ts', {});
  return {
    name: 'empty mutation of Apollo standalone',
    async run(seconds) {
      const order = orderFor(bench, { seconds, port, path: '/', query: HELLO, watched: { ...bench.watched, node: [server.pid] } });
      return sliceOf(await bench.load.run({ ...order, seatCount: 10_000_000, tokens: ['a-token-that-nobody-reads-0000000000000000'] }));
    },
  };
}

/** The same mutation by Prisma and SELECT … FOR UPDATE. */
export async function forUpdateArm(bench: MutationBench): Promise<Arm> {
  const databaseUrl = asDurableAsRedis(bench.stage.databaseUrl);
  const { port, server } = await startPeer(bench.stage, 'for-update.peer.ts', { DATABASE_URL: databaseUrl });
  return {
    name: 'Prisma SELECT … FOR UPDATE',
    async run(seconds) {
      const eventId = newId();
      await prepareSeats(databaseUrl, eventId, STADIUM.seatCount);
      const order = orderFor(bench, { seconds, port, path: '/', eventId, watched: { ...bench.watched, node: [server.pid] } });
      const report = await bench.load.run({ ...order, tokens: ['a-token-that-nobody-reads-0000000000000000'] });
      const held = await heldSeats(databaseUrl, eventId);
      if (held !== report.seats) report.faults.push(`${report.seats} seats granted, ${held} held`);
      return sliceOf(report);
    },
  };
}

async function startPeer(stage: LedgerStage, file: string, env: NodeJS.ProcessEnv) {
  const port = await freePort();
  const path = fileURLToPath(new URL(`./peers/${file}`, import.meta.url));
  const args = ['--import', 'tsx', path, String(port)];
  const server = new ServerProcess(file, args, { NODE_ENV: 'production', ...env }, stage.pinned ? SERVER_CORE : undefined);
  stage.lifeline.add(file, () => server.end());
  await server.ready(() => answers(`http://127.0.0.1:${port}/?query=%7B__typename%7D`));
  return { port, server };
}

function sliceOf(report: LoadReport): Slice {
  const { operations, ms, cpu, steal, generator, faults, latency, granted } = report;
  return { operations, ms, cpu, steal, generator, faults, extra: { p50: latency.p50, p99: latency.p99, granted } };
}
