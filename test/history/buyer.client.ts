import { setTimeout as pause } from 'node:timers/promises';
import { changeWished, noteChange, notePayment } from './change.wish.js';
import { type HoldChange, nowMicros, type Operation, type Outcome, type Probe } from './history.js';
import type { HistoryWriter } from './history.writer.js';
import type { LineGoer } from './line.goer.js';
import type { Random, Zipf } from './random.js';
import type { Answer, ClientHold, SaleAtHand, Till, Wish } from './till.js';

const MOST_HOLDS = 5;
const MAP_SEATS = 24;
/** Share of holds that their buyer forgets until they are about to lapse, or have lapsed. */
const LEFT_ALONE = 0.3;
/** Share of steps that try something in vain. */
const PROBED = 0.05;
const CANCELLED = 1 / 7;
const MOST_NEIGHBOURS = 24;

export interface BuyerParts {
  till: Till;
  sale: SaleAtHand;
  writer: Pick<HistoryWriter, 'operation'>;
  random: Random;
  zipf: Zipf;
  impatience: number;
  /** How long a client that loses its patience waits at most, milliseconds. */
  patienceMs: number;
  restMs: number;
  /** Holds of all clients of this process, the latest few: what others may try in vain to act on. */
  neighbours: ClientHold[];
  /** The way through the gate of an event with a waiting room. */
  line?: LineGoer;
  /** Share of steps with an order that cancel it; default one in seven. */
  cancelled?: number;
}

interface Asked {
  f: Operation['f'];
  hold?: ClientHold;
  wish?: Wish;
  change?: HoldChange;
  /** At a gate. */
  shown?: string;
  tried?: Probe;
  send(): Promise<Answer>;
}

/** One client that does what buyers do, one operation after the other, and writes down what it asked and what it was told. */
export class BuyerClient {
  readonly #parts: BuyerParts;
  readonly #holds: ClientHold[] = [];
  readonly #leftAlone: { hold: ClientHold; untilMicros: number }[] = [];
  readonly #sales: Promise<unknown>[] = [];
  readonly #sold: ClientHold[] = [];
  #count = 0;

  constructor(parts: BuyerParts) {
    this.#parts = parts;
  }

  async run(untilMicros: number): Promise<void> {
    const { random, restMs } = this.#parts;
    while (nowMicros() < untilMicros) {
      await this.#step();
      if (restMs > 0) await pause(random.next() * restMs);
    }
    await Promise.all(this.#sales);
  }

  async #step(): Promise<void> {
    const { random, till, line } = this.#parts;
    const turn = (await line?.next()) ?? null;
    if (turn !== null) return this.#goOn(line!, turn);
    const hold = this.#comeBack() ?? (this.#holds.length > 0 && random.chance(0.55) ? random.pick(this.#holds) : null);
    if (random.chance(PROBED)) return this.#probe();
    if (hold === null) return random.chance(0.04) ? void (await this.#look()) : this.#wish();
    if (hold.order && till.cancels && random.chance(this.#parts.cancelled ?? CANCELLED)) return this.#cancel(hold);
    if (hold.order && random.chance(0.6)) return this.#sell(hold);
    const dice = random.next();
    if (dice < 0.22) await this.#act({ f: 'extend', hold, send: () => till.extend(hold) });
    else if (dice < 0.52) await this.#act({ f: 'release', hold, send: () => till.release(hold) });
    else if (dice < 0.6) await this.#again(hold);
    else if (dice < 0.8) await this.#change(hold);
    else {
      const pay = () => this.#act({ f: 'pay', hold, send: () => till.pay(hold) });
      // Some press the button twice.
      const answers = await Promise.all(random.chance(0.2) ? [pay(), pay()] : [pay()]);
      for (const answer of answers) if (answer) notePayment(hold, answer);
      if (hold.order) line?.note(null);
    }
  }

  /** A step in the line. Nobody gives up joining it: a place that its owner does not know of would be anybody's guess. */
  async #goOn(line: LineGoer, f: 'join' | 'look' | 'leave'): Promise<void> {
    const answer = await this.#act({ f, send: () => line.ask(f) }, f === 'join' ? 0 : this.#parts.impatience);
    line.note(answer);
  }

  /** Tries something that must not work, if there is something to try it with. */
  async #probe(): Promise<void> {
    const { random, till, neighbours, line } = this.#parts;
    if (line && random.chance(0.5)) return this.#probeGate(line);
    const kind = random.pick(till.probes);
    const some: Partial<Record<Probe, ClientHold[]>> = {
      'hold of another': neighbours.filter(({ key }) => !key.startsWith(`${till.buyer}.`)),
      'other order': this.#holds.filter(({ order }) => order !== null),
      'sold order': this.#sold,
      'used key of a change': this.#holds.filter(({ changed }) => changed !== undefined),
    };
    const holds = some[kind] ?? this.#holds;
    if (holds.length === 0) return;
    const hold = random.pick(holds);
    const dice = random.next();
    await this.#act({ f: 'probe', tried: kind, hold, send: () => till.probe(kind, hold, dice) });
  }

  async #probeGate(line: LineGoer): Promise<void> {
    const { till, zipf, random } = this.#parts;
    const probe = line.probe();
    if (probe === null) return;
    const wish: Wish = { seats: zipf.pickSome(random, 1), places: [] };
    await this.#act({ f: 'probe', ...probe, wish, send: () => till.hold(wish, this.#freshKey(), probe.shown) });
  }

  async #wish(): Promise<void> {
    const { random, zipf, till, sale, line } = this.#parts;
    const dice = random.next();
    const [tier] = random.pick(sale.terms.capacities);
    const wish: Wish = {
      seats: dice < 0.88 ? zipf.pickSome(random, 1 + random.below(4)) : [],
      places: dice > 0.84 ? [[tier, 1 + random.below(4)]] : [],
    };
    const key = this.#freshKey();
    const shown = line?.shown();
    const asked: Asked = { f: 'hold', wish, ...(shown === undefined ? {} : { shown }), send: () => till.hold(wish, key, shown) };
    const call = nowMicros();
    const told = await this.#ask(asked);
    // Gone says that it was granted, and is over: nobody was told its fence.
    const answer = told?.out.word === 'GONE' ? null : told;
    if (answer !== null || !till.keepsKeys || random.chance(0.4)) return this.#noteHold(asked, call, answer);
    // The same key again: if either try was granted, both are one hold. Refused, the first may still be on its way.
    const calledAgain = nowMicros();
    const again = await this.#ask(asked);
    if (again?.out.word === 'HELD') return this.#noteHold(asked, call, again);
    this.#noteHold(asked, call, null);
    if (again !== null && again.out.word !== 'GONE') this.#noteHold(asked, calledAgain, again);
  }

  /** Other seats or places. One of unknown outcome is sent again, or the buyer goes on without knowing what the hold has. */
  async #change(hold: ClientHold): Promise<void> {
    const { random, zipf, till, sale } = this.#parts;
    const change = changeWished(hold, sale.terms, random, zipf);
    if (change === null) return;
    const key = this.#freshKey();
    const asked: Asked = { f: 'change', hold, change, send: () => till.change(hold, change, key) };
    const note = (call: number, answer: Answer | null) => {
      this.#note(asked, call, answer);
      noteChange(hold, change, key, answer);
    };
    const call = nowMicros();
    const answer = await this.#ask(asked);
    if (answer !== null || random.chance(0.4)) return note(call, answer);
    const calledAgain = nowMicros();
    const again = await this.#ask(asked);
    if (again?.out.word === 'HELD') return note(call, again);
    note(call, null);
    if (again !== null) note(calledAgain, again);
  }

  #freshKey(): string {
    return `${this.#parts.till.buyer}.${this.#parts.sale.terms.event}.${this.#count}`.slice(-64);
  }

  #noteHold(asked: Asked, call: number, answer: Answer | null): void {
    this.#note(asked, call, answer);
    if (answer?.out.word === 'NOT_ADMITTED') this.#parts.line?.note(null);
    if (answer?.hold) this.#keep(answer.hold);
  }

  /** Most holds are acted on soon; some are left alone until about their deadline, and only then. */
  #keep(hold: ClientHold): void {
    const { random, sale, neighbours } = this.#parts;
    if (neighbours.push(hold) > MOST_NEIGHBOURS) neighbours.shift();
    if (random.chance(LEFT_ALONE)) {
      this.#leftAlone.push({ hold, untilMicros: nowMicros() + sale.terms.holdMs * 1000 * (0.9 + 0.4 * random.next()) });
      return;
    }
    this.#holds.push(hold);
    if (this.#holds.length > MOST_HOLDS) this.#holds.shift();
  }

  /** @returns a hold that was left alone for long enough, or null */
  #comeBack(): ClientHold | null {
    const at = this.#leftAlone.findIndex(({ untilMicros }) => untilMicros <= nowMicros());
    return at < 0 ? null : this.#leftAlone.splice(at, 1)[0]!.hold;
  }

  #look(): Promise<unknown> {
    const { random, zipf, till, sale } = this.#parts;
    const seats = zipf.pickSome(random, Math.min(MAP_SEATS, sale.terms.seatCount));
    return this.#act({ f: 'read', wish: { seats, places: [] }, send: () => till.read(seats) });
  }

  /** Goes on by itself: paying takes its time, and the buyer looks at other seats meanwhile. */
  #sell(hold: ClientHold): void {
    this.#forget(hold);
    this.#sales.push(this.#sellOnceOrTwice(hold));
  }

  /** Sometimes while it is being paid. */
  async #cancel(hold: ClientHold): Promise<void> {
    const { random, till, patienceMs } = this.#parts;
    this.#forget(hold);
    if (random.chance(0.5)) {
      this.#sales.push(this.#act({ f: till.sale, hold, send: () => till.sell(hold) }, 0));
      await pause(random.next() * patienceMs * 40);
    }
    await this.#act({ f: 'cancel', hold, send: () => till.cancel(hold) });
  }

  async #sellOnceOrTwice(hold: ClientHold): Promise<void> {
    const { till, random } = this.#parts;
    const again = till.sale === 'confirm' && random.chance(0.2);
    const act = () => this.#act({ f: till.sale, hold, send: () => till.sell(hold) }, 0);
    const sold = await act();
    if (sold?.out.word !== 'ENDED' && this.#sold.push(hold) > MOST_HOLDS) this.#sold.shift();
    if (again) await act();
  }

  async #act(asked: Asked, impatience = this.#parts.impatience): Promise<Answer | null> {
    const call = nowMicros();
    const answer = await this.#ask(asked, impatience);
    this.#note(asked, call, answer);
    const ended = answer?.out.word === 'GONE' || answer?.out.word === 'RELEASED';
    if (asked.f === 'again' && !asked.change) this.#haveRepeated(asked.hold!, answer);
    if (asked.hold && ended && asked.f !== 'probe' && this.#parts.random.chance(0.7)) this.#forget(asked.hold);
    return answer;
  }

  async #again(hold: ClientHold): Promise<void> {
    const { random, till } = this.#parts;
    const { wish, key, changed, perhaps } = hold;
    if (changed === undefined || perhaps !== undefined || random.chance(0.5)) {
      const first = changed || perhaps ? { wish } : {};
      await this.#act({ f: 'again', hold, ...first, send: () => till.hold(wish, key, this.#parts.line?.shown()) });
    } else await this.#act({ f: 'again', hold, change: changed.change, send: () => till.change(hold, changed.change, changed.key) });
  }

  /** After a loss the key belongs to another hold, or, without an answer, perhaps: the old one is not asked for by it again. */
  #haveRepeated(hold: ClientHold, answer: Answer | null): void {
    if (answer !== null && (answer.hold === undefined || answer.hold.fence === hold.fence)) return;
    this.#forget(hold);
    if (answer?.hold) this.#keep(answer.hold);
  }

  #forget(hold: ClientHold): void {
    const at = this.#holds.indexOf(hold);
    if (at >= 0) this.#holds.splice(at, 1);
  }

  /** @returns null when no answer came, or the client did not wait for it */
  async #ask({ send }: Asked, impatience = this.#parts.impatience): Promise<Answer | null> {
    const { random, till, patienceMs } = this.#parts;
    const answer = send().catch((error: unknown) =>
      till.isSurprise(error) ? { out: { word: 'BROKEN', said: String((error as Error).message) } } : null,
    );
    if (!random.chance(impatience)) return answer;
    return Promise.race([
      answer,
      pause(random.next() * patienceMs).then(() => {
        till.giveUp();
        return null;
      }),
    ]);
  }

  #note({ f, hold, wish, change, shown, tried }: Asked, call: number, answer: Answer | null): void {
    const { till, sale, writer } = this.#parts;
    const out: Outcome | null = answer?.out ?? null;
    this.#count += 1;
    writer.operation(sale.terms.event, {
      id: `${till.buyer}.${this.#count}`,
      buyer: till.buyer,
      f,
      ...(tried ? { tried } : {}),
      seats: hold?.seats ?? wish?.seats ?? [],
      places: hold?.places ?? wish?.places ?? [],
      ...(hold?.perhaps ? { perhaps: hold.perhaps } : {}),
      ...(change ? { change } : {}),
      ...(shown === undefined ? {} : { shown }),
      ...(f === 'again' && wish ? { wish } : {}),
      fence: hold?.fence ?? null,
      call,
      ret: out === null ? null : nowMicros(),
      out,
    });
  }
}
