import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import type { InventoryLoad } from '../../src/domain/inventory.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { expectSound } from '../script/inventory.audit.js';
import { type Bench, hallLoad, holdRequest, openBench, operation, redisNow } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { InventoryModel, LIMIT, MAX_EXTENSIONS, type ModelHold, PLACES, SEATS } from './inventory.model.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

/** Which hold an action is tried on: mostly one that is there, sometimes one of those that ever were. */
const which = fc.record({ at: fc.nat(30), gone: fc.nat(3).map((roll) => roll === 0) });
const fewSeats = fc.uniqueArray(fc.nat(SEATS - 1), { maxLength: 2 });
const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      who: fc.nat(2),
      seats: fc.uniqueArray(fc.nat(SEATS - 1), { maxLength: 4 }),
      places: fc.nat(3),
      lapse: fc.nat(3).map((roll) => roll === 0),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('beginPayment' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('confirm' as const, 'giveBack' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('repeat' as const, 'extend' as const, 'release' as const, 'undoPayment' as const), which }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      which,
      seats: fc.uniqueArray(fc.nat(SEATS - 1), { maxLength: 3 }),
      dropped: fc.nat(2),
      places: fc.nat(3),
    }),
  },
  fc.record({ do: fc.constant('block' as const), seats: fewSeats, places: fc.nat(2) }),
  fc.record({ do: fc.constant('unblock' as const), seats: fewSeats, places: fc.nat(2) }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('returnItems' as const), which, seats: fc.nat(2), places: fc.nat(2), blocks: fc.boolean() }),
  },
  fc.record({ do: fc.constant('payLate' as const), which, who: fc.nat(2) }),
  fc.record({ do: fc.constant('expire' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('move' as const), who: fc.nat(2), to: fc.nat(2) }),
  fc.record({ do: fc.constant('rebuild' as const) }),
);
type Action = typeof action extends fc.Arbitrary<infer Step> ? Step : never;

/** Does the same to Redis and to the model, and compares what they say. */
class Run {
  readonly model = new InventoryModel();
  readonly buyers: Id[] = [newId(), newId(), newId()];
  readonly eventId = newId();
  start: Uint8Array = new Uint8Array();
  #orders = 0;

  async prepare(changes: Partial<InventoryLoad> = {}): Promise<void> {
    const load = hallLoad({
      eventId: this.eventId,
      epoch: this.model.epoch,
      seatCount: SEATS,
      capacities: [SEATS, PLACES],
      maxPerBuyer: LIMIT,
      ...changes,
    });
    expect(await bench.store.prepare(load)).toBe('PREPARED');
    this.start = (await bench.store.readMap(this.eventId))!.map;
  }

  async step(step: Action): Promise<void> {
    if (step.do === 'hold') return this.hold(step);
    if (step.do === 'expire') return void (await bench.store.expire(this.eventId, step.limit));
    if (step.do === 'move') return this.move(this.buyers[step.who]!, this.buyers[step.to]!);
    if (step.do === 'block' || step.do === 'unblock') return this[step.do](step.seats, step.places);
    if (step.do === 'rebuild') return this.rebuild();
    if (step.do === 'payLate') return this.payLate(this.model.holds[step.which.at % this.model.holds.length], step.who);
    const choice = step.which.gone ? this.model.history : this.model.holds;
    const hold = choice[step.which.at % choice.length];
    if (hold === undefined) return;
    if (step.do === 'change') return this.change(hold, step);
    if (step.do === 'returnItems') return this.returnItems(hold, step);
    await this[step.do](hold);
  }

  rebuild(): Promise<void> {
    const { blocked, blockedPlaces } = this.model;
    return this.prepare({
      orders: this.model.rebuild(),
      epoch: this.model.epoch,
      blocked: seated([...blocked]),
      blockedPlaces: blockedPlaces > 0 ? [{ tier: 1, quantity: blockedPlaces }] : [],
    });
  }

  async change(hold: ModelHold, { seats, dropped, places }: { seats: number[]; dropped: number; places: number }): Promise<void> {
    const drop = hold.seats.slice(0, dropped).filter((seat) => !seats.includes(seat));
    const left = new Set([...hold.seats.filter((seat) => !drop.includes(seat)), ...seats]);
    if (left.size + places === 0) return;
    const answer = await bench.store.change({
      address: this.addressOf(hold),
      buyer: hold.buyer,
      operation: operation(),
      addSeats: seated(seats),
      dropSeats: seated(drop),
      places: [{ tier: 1, quantity: places }],
    });
    if (!this.model.reachable(hold)) return expect(answer).toEqual({ kind: 'GONE' });
    if (hold.stage !== 'SELECTING') return expect(answer).toEqual({ kind: 'IN_PAYMENT', orderNo: hold.orderNo });
    expect(answer).toMatchObject(this.model.judgeChange(hold, seats, drop, places));
    if (answer.kind === 'HELD') Object.assign(hold, { seats: answer.hold.seats, places });
  }

  async block(seats: number[], places: number): Promise<void> {
    if (seats.length + places === 0) return;
    const answer = await bench.store.block({ eventId: this.eventId, seats: seated(seats), places: quantityOf(places) });
    expect(answer).toMatchObject(this.model.judgeBlock(seats, places));
    if (answer.kind !== 'DONE') return;
    for (const seat of seats) this.model.blocked.add(seat);
    this.model.blockedPlaces += places;
  }

  async unblock(seats: number[], places: number): Promise<void> {
    if (seats.length + places === 0) return;
    const available = this.model.blockedPlaces;
    const answer = await bench.store.unblock({ eventId: this.eventId, seats: seated(seats), places: quantityOf(places) });
    if (places > available) return expect(answer).toEqual({ kind: 'SHORT', tier: 1, available });
    expect(answer).toEqual({ kind: 'DONE' });
    for (const seat of seats) this.model.blocked.delete(seat);
    this.model.blockedPlaces -= places;
  }

  /** Some of what an order has, and sometimes seats that it has not. */
  async returnItems(hold: ModelHold, { seats, places, blocks }: { seats: number; places: number; blocks: boolean }): Promise<void> {
    const asked = [...hold.seats.slice(0, seats), ...(seats === 2 ? [SEATS - 1] : [])];
    const given = [...new Set(asked)];
    const returned = this.model.holds.includes(hold) && hold.stage === 'SOLD' ? given.filter((seat) => hold.seats.includes(seat)) : [];
    const left = Math.max(0, hold.places - places);
    const fewer = this.model.holds.includes(hold) && hold.stage === 'SOLD' ? hold.places - left : 0;
    const answer = await bench.store.returnItems({
      eventId: this.eventId,
      orderNo: hold.orderNo ?? 'NONE',
      seats: seated(given),
      left: [{ tier: 1, quantity: left }],
      to: blocks ? 'BLOCKED' : 'ON_SALE',
    });
    expect(answer).toEqual({ kind: returned.length + fewer > 0 ? 'DONE' : 'ABSENT' });
    if (answer.kind === 'ABSENT') return;
    Object.assign(hold, { seats: hold.seats.filter((seat) => !returned.includes(seat)), places: left });
    if (blocks) for (const seat of returned) this.model.blocked.add(seat);
    if (blocks) this.model.blockedPlaces += fewer;
  }

  async hold({ who, seats, places, lapse }: { who: number; seats: number[]; places: number; lapse: boolean }): Promise<void> {
    if (seats.length + places === 0) return;
    const buyer = this.buyers[who]!;
    const request = {
      ...holdRequest(this.eventId, { buyer, seats, holdMs: lapse ? 1 : 60_000 }),
      places: places > 0 ? [{ tier: 1, quantity: places }] : [],
    };
    const outcome = await bench.store.hold(request);
    expect(outcome).toMatchObject(this.model.judge(buyer, seats, places));
    if (outcome.kind !== 'HELD') return;
    this.model.grant(outcome.hold, request, lapse);
    if (lapse) await waitFor(async () => (await redisNow(bench.redis)) >= outcome.hold.deadlineMs, { everyMs: 1 });
  }

  async repeat(hold: ModelHold): Promise<void> {
    if (hold.request === null) return;
    const sameLife = hold.epoch === this.model.epoch;
    if (!sameLife) return; // void: it would be a new request
    const answer = await bench.store.hold(hold.request);
    expect(answer).toMatchObject(
      this.model.reachable(hold) ? { kind: 'HELD', repeated: true, hold: { serial: hold.serial } } : { kind: 'GONE' },
    );
  }

  async extend(hold: ModelHold): Promise<void> {
    const request = {
      address: this.addressOf(hold),
      buyer: hold.buyer,
      operation: operation(),
      extensionMs: 1_000,
      maxExtensions: MAX_EXTENSIONS,
    };
    const answer = await bench.store.extend(request);
    if (!this.model.reachable(hold)) return expect(answer).toEqual({ kind: 'GONE' });
    if (hold.stage !== 'SELECTING') return expect(answer).toEqual({ kind: 'IN_PAYMENT', orderNo: hold.orderNo });
    if (hold.extensions === MAX_EXTENSIONS) return expect(answer).toEqual({ kind: 'NO_EXTENSIONS' });
    hold.extensions += 1;
    expect(answer).toMatchObject({ kind: 'HELD', hold: { extensionsUsed: hold.extensions } });
  }

  async release(hold: ModelHold): Promise<void> {
    const answer = await bench.store.release({ address: this.addressOf(hold), buyer: hold.buyer, operation: operation() });
    if (!this.model.reachable(hold)) return expect(answer).toEqual({ kind: 'GONE' });
    if (hold.stage !== 'SELECTING') return expect(answer).toEqual({ kind: 'IN_PAYMENT', orderNo: hold.orderNo });
    expect(answer).toEqual({ kind: 'RELEASED' });
    this.model.drop(hold);
  }

  async beginPayment(hold: ModelHold): Promise<void> {
    const orderNo = `ORDER${++this.#orders}`;
    const answer = await bench.store.beginPayment({
      address: this.addressOf(hold),
      buyer: hold.buyer,
      orderNo,
      payMs: 60_000,
      backstopMs: 1_000,
    });
    if (!this.model.reachable(hold)) return expect(answer).toEqual({ kind: 'GONE' });
    if (hold.stage === 'SELECTING') Object.assign(hold, { stage: 'PAYING', orderNo });
    expect(answer).toMatchObject({ kind: 'PAYING', hold: { orderNo: hold.orderNo, stage: hold.stage } });
  }

  async undoPayment(hold: ModelHold): Promise<void> {
    if (hold.request === null) return; // the ledger has its order: nobody would undo it
    const undone = this.model.reachable(hold) && hold.stage === 'PAYING';
    expect(await bench.store.undoPayment(this.addressOf(hold), hold.orderNo ?? 'NONE')).toEqual({ kind: undone ? 'GIVEN_BACK' : 'ABSENT' });
    if (undone) Object.assign(hold, { stage: 'SELECTING', orderNo: null });
  }

  async giveBack(hold: ModelHold): Promise<void> {
    const given = this.model.holds.includes(hold) && hold.stage === 'PAYING';
    const answer = await bench.store.giveBack(this.eventId, hold.epoch, hold.serial, hold.orderNo ?? 'NONE');
    expect(answer).toEqual({ kind: given ? 'GIVEN_BACK' : 'ABSENT' });
    if (given) this.model.drop(hold);
  }

  /** Also for an order whose hold was given back: it was paid too late, and the ledger sells it the same seats again. */
  async confirm(hold: ModelHold): Promise<void> {
    if (hold.orderNo === null || hold.seats.length + hold.places === 0 || !this.model.ledgerAllows(hold)) return;
    const seats = hold.seats.map((index) => ({ index, tier: 0 }));
    const places = hold.places > 0 ? [{ tier: 1, quantity: hold.places }] : [];
    const { epoch, serial, orderNo, buyer } = hold;
    const known = this.model.holds.includes(hold);
    const answer = await bench.store.confirm({ eventId: this.eventId, epoch, serial, orderNo, buyer, seats, places });
    if (known && hold.stage === 'SOLD') return expect(answer).toEqual({ kind: 'ALREADY', evicted: [] });
    const inTheWay = this.model.living.filter((other) => other !== hold && other.seats.some((seat) => hold.seats.includes(seat)));
    if (answer.kind !== 'DONE') return expect(answer.kind).toBe('DONE');
    expect(answer.evicted).toEqual(expect.arrayContaining(inTheWay.map((other) => other.serial)));
    for (const evicted of answer.evicted) {
      const victim = this.model.holds.find((other) => other.serial === evicted)!;
      expect(victim.stage).toBe('SELECTING');
      expect(inTheWay.includes(victim) || victim.lapsed || victim.places > 0).toBe(true);
      this.model.drop(victim);
    }
    hold.stage = 'SOLD';
    for (const seat of hold.seats) this.model.blocked.delete(seat);
    if (known) return;
    // Recorded anew, under the version of now; its old id names nothing.
    const cursor = (await bench.store.readMap(this.eventId))!.cursor;
    Object.assign(hold, { serial: cursor.version, epoch: cursor.epoch, request: null, lapsed: false });
    this.model.holds.push(hold);
  }

  /** An order is given up, a rival takes its seats, and then its money comes after all. */
  async payLate(hold: ModelHold | undefined, who: number): Promise<void> {
    if (hold?.stage !== 'PAYING') return;
    await this.giveBack(hold);
    await this.hold({ who, seats: hold.seats.slice(0, 1), places: hold.places, lapse: false });
    await this.confirm(hold);
  }

  async move(from: Id, to: Id): Promise<void> {
    const own = this.model.holds.filter((hold) => hold.buyer === from);
    const moved = await bench.store.moveHolds(this.eventId, from, to);
    if (from !== to) expect(moved).toBeGreaterThanOrEqual(own.filter((hold) => !hold.lapsed).length);
    for (const hold of own) hold.buyer = to;
  }

  /** The hold's id as its buyer got it: of the epoch in which it was granted. */
  addressOf({ epoch, serial, secret }: ModelHold) {
    return { eventId: this.eventId, epoch, serial, secret };
  }

  /** Redis agrees with itself, and with the model on everything that anybody can see. */
  async compare(): Promise<void> {
    await expectSound(bench.redis, this.eventId, [SEATS, PLACES], this.start);
    for (const buyer of this.buyers) {
      const expected = this.model.living
        .filter((hold) => hold.buyer === buyer && hold.stage !== 'SOLD')
        .map(({ serial, stage }) => ({ serial, stage }));
      const holds = (await bench.store.holdsOf(this.eventId, buyer)).map(({ serial, stage }) => ({ serial, stage }));
      const bySerial = (a: { serial: number }, b: { serial: number }) => a.serial - b.serial;
      expect(holds.sort(bySerial)).toEqual(expected.sort(bySerial));
    }
    const { map, tiers } = (await bench.store.readMap(this.eventId))!;
    for (const hold of this.model.living) {
      for (const seat of hold.seats) expect(seatStateAt(map, seat)).toBe(hold.stage === 'SOLD' ? 2 : 1);
    }
    const sold = this.model.holds.filter((hold) => hold.stage === 'SOLD').reduce((sum, hold) => sum + hold.places, 0);
    expect(tiers[1]!.sold).toBe(sold);
  }
}

const seated = (seats: number[]) => seats.map((index) => ({ index, tier: 0 }));
const quantityOf = (places: number) => (places > 0 ? [{ tier: 1, quantity: places }] : []);

it('does what a plain list of holds would do, whatever is asked in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
      const run = new Run();
      await run.prepare();
      for (const step of steps) {
        await run.step(step);
        await run.compare();
      }
    }),
    { numRuns: 100 },
  );
}, 240_000);
