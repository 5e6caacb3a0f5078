import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { SaleTerms } from '../../src/domain/inventory.js';
import { eventKeys, type EventKeys } from '../../src/lua/keys.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import type { Books } from './books.js';
import { nowMicros, type Operation, type Shut } from './history.js';
import type { HistoryWriter } from './history.writer.js';
import type { Random } from './random.js';
import { loadOf } from './sales.js';
import { untilAnswered } from './script.till.js';
import type { Answer, ClientHold, SaleAtHand, Till } from './till.js';

export const EVENT_PARTS = [
  'meta',
  'map',
  'owners',
  'places',
  'holds',
  'deadlines',
  'buyers',
  'orders',
  'deltas',
] as const satisfies (keyof EventKeys)[];

/** How long a sale stays shut, so that buyers ask meanwhile. */
const SHUT_MS = 60;
/** Error of the server's clock against ours, in whole milliseconds each. */
const CLOCK_MICROS = 3_000;
const TAIL_PATIENCE_MS = 500;

export interface UpheavalParts {
  inventory: InventoryPort;
  /** A connection of its own. */
  redis: Redis;
  books: Books;
  sale: SaleAtHand;
  writer: Pick<HistoryWriter, 'shut' | 'operation'>;
  random: Random;
  /** Of somebody who wants more while the sale is paused. */
  till: Till;
}

/**
 * What happens to one sale from outside: it opens at its time, is paused, is loaded once more, loses a key and then its latest changes, and is
 * built again from the books after either. Only one process may use the sale: it has seen whatever a tail loses.
 */
export class Upheaval {
  readonly #parts: UpheavalParts;

  constructor(parts: UpheavalParts) {
    this.#parts = parts;
  }

  /** What cannot be done is written down as an operation that broke, and the rest left out. */
  async run(startMicros: number, roundMs: number): Promise<void> {
    const call = nowMicros();
    await this.#run(startMicros, roundMs).catch((error: unknown) => {
      const out = { word: 'BROKEN', said: String((error as Error).message) };
      const keeper = { id: `keeper.${call}`, buyer: 'keeper', f: 'read', fence: null } as const;
      this.#parts.writer.operation(this.#parts.sale.terms.event, { ...keeper, seats: [], places: [], call, ret: nowMicros(), out });
    });
  }

  async #run(startMicros: number, roundMs: number): Promise<void> {
    const reach = (share: number) => pause(Math.max(0, (startMicros - nowMicros()) / 1000 + share * roundMs));
    await this.#open(0.1 * roundMs);
    await reach(0.3);
    await this.#pauseSale();
    await reach(0.5);
    await this.#sweep();
    await this.#loadAgain();
    await this.#lose(() => this.#loseKey());
    await reach(0.75);
    await this.#sweep();
    await this.#lose(() => this.#loseTail());
  }

  /** Sets the time at which the sale opens. Until then it was shut. */
  async #open(inMs: number): Promise<void> {
    const before = nowMicros();
    const opensAtMs = Math.ceil(Date.now() + inMs);
    const after = nowMicros();
    await this.#setSale({ status: 'SELLING', opensAtMs });
    // Our clock was read at some instant between; and terms that are late open it when they come.
    const latest = Math.max(after + inMs * 1000, nowMicros());
    const until: [number, number] = [before + inMs * 1000 - CLOCK_MICROS, latest + CLOCK_MICROS];
    this.#note({ from: [0, 0], until, epoch: null });
  }

  async #pauseSale(): Promise<void> {
    const { random, sale, till } = this.#parts;
    const seats = Array.from({ length: 6 }, () => random.below(sale.terms.seatCount));
    const holds: ClientHold[] = [];
    for (const [at, seat] of seats.entries()) {
      const wish = { seats: [seat], places: [] };
      const told = await this.#tell({ f: 'hold', fence: null, ...wish }, () => till.hold(wish, `${till.buyer}.${at}`));
      if (told.hold) holds.push(told.hold);
    }
    const from = await timed(() => this.#setSale({ status: 'PAUSED', opensAtMs: 1 }));
    for (const { fence, ...hold } of holds) {
      const change = { add: [(hold.seats[0]! + 1) % sale.terms.seatCount], drop: [], places: [] };
      const { seats: kept, places } = hold;
      await this.#tell({ f: 'change', fence, seats: kept, places, change }, () =>
        till.change({ fence, ...hold }, change, `${till.buyer}.c${fence}`),
      );
    }
    await pause(SHUT_MS);
    const until = await timed(() => this.#setSale({ status: 'SELLING', opensAtMs: 1 }));
    this.#note({ from, until, epoch: null });
  }

  /** Does what a buyer does, and writes it down. */
  async #tell(asked: Pick<Operation, 'f' | 'fence' | 'seats' | 'places' | 'change'>, send: () => Promise<Answer>): Promise<Answer> {
    const { writer, sale, till } = this.#parts;
    const call = nowMicros();
    const answer = await untilAnswered(send);
    writer.operation(sale.terms.event, {
      id: `${till.buyer}.${call}`,
      buyer: till.buyer,
      ...asked,
      call,
      ret: nowMicros(),
      out: answer.out,
    });
    return answer;
  }

  async #setSale(terms: Pick<SaleTerms, 'status' | 'opensAtMs'>): Promise<void> {
    const { inventory, books, sale } = this.#parts;
    const { closesAtMs, maxPerBuyer } = loadOf(sale);
    const word = await untilAnswered(() => inventory.setSale(sale.terms.event, books.epoch, { ...terms, closesAtMs, maxPerBuyer }));
    if (word !== 'SET') throw new Error(`the terms of a sale were not set: ${word}`);
  }

  /** The sweeper's step. */
  async #sweep(): Promise<void> {
    await untilAnswered(() => this.#parts.inventory.expire(this.#parts.sale.terms.event, 100));
  }

  /** Loads the epoch that is there, as a second keeper might: it must change nothing. */
  async #loadAgain(): Promise<void> {
    const { sale, writer } = this.#parts;
    const call = nowMicros();
    const word = await this.#load();
    const ret = nowMicros();
    const probe = { id: `keeper.${call}`, buyer: 'keeper', f: 'probe', tried: 'same epoch', seats: [], places: [], fence: null } as const;
    writer.operation(sale.terms.event, { ...probe, seats: [], places: [], call, ret, out: { word } });
  }

  #load(): Promise<string> {
    const { inventory, books, sale } = this.#parts;
    const load = { ...loadOf(sale), epoch: books.epoch, opensAtMs: 1, orders: books.live() };
    return untilAnswered(() => inventory.prepare(load));
  }

  /** Loses something, lets buyers ask for a while, and builds the inventory again: the books' next epoch first, then the map. */
  async #lose(how: () => Promise<[number, number] | null>): Promise<void> {
    const { books } = this.#parts;
    const from = await how();
    if (from === null) return;
    await pause(SHUT_MS);
    books.epoch += 1;
    const until = await timed(() => this.#load());
    this.#note({ from, until, epoch: books.epoch });
  }

  async #loseKey(): Promise<[number, number]> {
    const { redis, sale, random } = this.#parts;
    const key = eventKeys(sale.terms.event)[random.pick(EVENT_PARTS)];
    return timed(() => redis.del(key));
  }

  /** Brings back what was there a moment ago. @returns null when nothing changed meanwhile: then nothing would be lost */
  async #loseTail(): Promise<[number, number] | null> {
    const { redis, sale, inventory } = this.#parts;
    const keys = EVENT_PARTS.map((part) => eventKeys(sale.terms.event)[part]);
    const reading = redis.multi();
    for (const key of keys) reading.dumpBuffer(key);
    reading.hget(eventKeys(sale.terms.event).meta, 'version');
    const replies = (await reading.exec())!.map(([, reply]) => reply);
    const version = Number(replies.pop());
    const look = async () => (await untilAnswered(() => inventory.readMap(sale.terms.event)))?.cursor.version ?? 0;
    for (const until = performance.now() + TAIL_PATIENCE_MS; (await look()) <= version; await pause(1)) {
      if (performance.now() > until) return null;
    }
    // Whatever was sent before that was seen has run when this is answered; whatever is sent later says that it was seen.
    await look();
    const writing = redis.multi();
    for (const [at, key] of keys.entries()) writing.restore(key, 0, replies[at] as Buffer, 'REPLACE');
    return timed(() => writing.exec());
  }

  #note(shut: Shut): void {
    this.#parts.writer.shut(this.#parts.sale.terms.event, shut);
  }
}

/** @returns when it began and ended */
async function timed(step: () => Promise<unknown>): Promise<[number, number]> {
  const call = nowMicros();
  await step();
  return [call, nowMicros()];
}
