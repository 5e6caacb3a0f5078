import { cpuBetween, cpuTimes, machineTimes, stealShare, type CpuTimes, type MachineTimes } from '../harness/cpu.clock.js';
import { LatencyHistogram } from '../harness/statistics.js';
import type { LoadOrder, LoadReport } from './load.contract.js';
import { RawConnection } from './raw.connection.js';
import { type Shot, WishSource } from './wish.source.js';

/** The load generator: a process of its own, told what to do by its parent, one order after the other. */
process.on('message', (order: LoadOrder) => {
  new Run(order).go().then(
    (report) => process.send!(report),
    (error: Error) => process.send!({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit(0));

const LATE_MS = 5;
const BEAT_MS = 250;

class Run {
  readonly #order: LoadOrder;
  readonly #source: WishSource;
  readonly #latency = new LatencyHistogram();
  readonly #beats: LatencyHistogram[] = [];
  readonly #granted = new Set<number>();
  readonly #faults: string[] = [];
  readonly #counts = { operations: 0, granted: 0, refused: 0, late: 0 };
  #startMs = 0;
  #endMs = 0;
  #dry = false;
  #before: { cpu: CpuTimes; machine: MachineTimes; own: NodeJS.CpuUsage } | null = null;

  constructor(order: LoadOrder) {
    this.#order = order;
    this.#source = new WishSource(order);
  }

  async go(): Promise<LoadReport> {
    const { connections, port, warmSeconds, seconds, watched } = this.#order;
    const all = await Promise.all(Array.from({ length: connections }, () => RawConnection.open(port)));
    this.#startMs = performance.now() + warmSeconds * 1000;
    this.#endMs = this.#startMs + seconds * 1000;
    const opens = new Promise<void>((resolve) => {
      setTimeout(() => {
        this.#before = { cpu: cpuTimes(watched), machine: machineTimes(), own: process.cpuUsage() };
        this.#startMs = performance.now();
        this.#endMs = this.#startMs + seconds * 1000;
        resolve();
      }, warmSeconds * 1000);
    });
    const work = this.#order.rate > 0 ? this.#onSchedule(all) : Promise.all(all.map((connection) => this.#asFastAsItGoes(connection)));
    await opens;
    await work;
    const ms = Math.min(performance.now(), this.#endMs) - this.#startMs;
    const { cpu, machine, own } = this.#before!;
    const used = process.cpuUsage(own);
    const report = this.#report(
      ms,
      cpuBetween(cpu, cpuTimes(watched)),
      stealShare(machine, machineTimes()),
      (used.user + used.system) / 1000,
    );
    for (const connection of all) connection.close();
    return report;
  }

  async #asFastAsItGoes(connection: RawConnection): Promise<void> {
    while (performance.now() < this.#endMs || this.#before === null) {
      const shot = this.#source.next();
      if (shot === null) return this.#ranDry();
      await this.#fire(connection, shot, performance.now());
    }
  }

  /** Each request has its moment, whether or not those before it were answered; it waits for a free connection on the clock. */
  async #onSchedule(connections: RawConnection[]): Promise<void> {
    const free = [...connections];
    const waiting: number[] = [];
    const under = new Set<Promise<void>>();
    const gapMs = 1000 / this.#order.rate;
    let dueMs = performance.now();
    const start = (connection: RawConnection, dueAt: number) => {
      const shot = this.#source.next();
      if (shot === null) return void this.#ranDry();
      const done = this.#fire(connection, shot, dueAt).finally(() => {
        under.delete(done);
        const next = waiting.shift();
        if (next === undefined) free.push(connection);
        else start(connection, next);
      });
      under.add(done);
    };
    while ((performance.now() < this.#endMs || this.#before === null) && !this.#dry) {
      const nowMs = performance.now();
      for (; dueMs <= nowMs; dueMs += gapMs) {
        if (this.#before !== null && nowMs - dueMs > LATE_MS) this.#counts.late += 1;
        const connection = free.pop();
        if (connection === undefined) waiting.push(dueMs);
        else start(connection, dueMs);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    waiting.length = 0;
    await Promise.all(under);
  }

  async #fire(connection: RawConnection, { request, seats }: Shot, fromMs: number): Promise<void> {
    const { body, status } = await connection.send(request);
    this.#judge(body, status, seats);
    const nowMs = performance.now();
    if (this.#before === null || fromMs < this.#startMs || nowMs > this.#endMs) return;
    this.#counts.operations += 1;
    this.#latency.add(nowMs - fromMs);
    const beat = Math.floor((nowMs - this.#startMs) / BEAT_MS);
    (this.#beats[beat] ??= new LatencyHistogram()).add(nowMs - fromMs);
  }

  #judge(body: string, status: number, seats: number[]): void {
    if (body.includes('"__typename":"Hold"')) {
      this.#counts.granted += 1;
      for (const seat of seats) {
        if (this.#granted.has(seat)) this.#faults.push(`seat ${seat} held twice`);
        this.#granted.add(seat);
      }
    } else if (body.includes('"__typename":"SeatsUnavailable"') || body.includes('"__typename":"Mutation"') || body.includes('"hello":')) {
      this.#counts.refused += 1;
    } else if (this.#faults.length < 20) this.#faults.push(`answer ${status} ${body.slice(0, 200)}`);
  }

  #ranDry(): void {
    if (!this.#dry && this.#faults.length < 20) this.#faults.push('the seats ran out before the time did: use fewer seconds');
    this.#dry = true;
  }

  #report(ms: number, cpu: CpuTimes, steal: number, ownMs: number): LoadReport {
    const { operations, granted, refused, late } = this.#counts;
    const latency = this.#latency;
    return {
      operations,
      ms,
      cpu,
      steal,
      generator: ownMs / ms,
      granted,
      refused,
      faults: this.#faults,
      seats: this.#granted.size,
      latency: {
        p50: latency.quantile(0.5),
        p90: latency.quantile(0.9),
        p99: latency.quantile(0.99),
        max: latency.max,
        mean: latency.mean,
      },
      late: late / Math.max(1, operations),
      timeline: Array.from(this.#beats, (beat) => beat?.quantile(0.99) ?? 0),
    };
  }
}
