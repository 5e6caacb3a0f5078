import type { EventModel } from '../../src/domain/event.js';
import type { HoldOutcome } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { parseInventoryChange } from '../../src/domain/inventory-change.js';
import { type SeatStateCode, FREE } from '../../src/domain/seat.js';
import type { HoldRequest } from '../../src/domain/inventory.js';
import { FeedHub } from '../../src/feed/feed.hub.js';
import type { NoticeBoard } from '../../src/feed/feed.port.js';
import { RedisNoticeBoard } from '../../src/feed/redis.board.js';
import { SeatDesk } from '../../src/services/seat.desk.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { HALL, holdRequest, openBench, STANDING, type Bench, type Wish } from '../script/inventory.fixture.js';
import type { Disposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

export interface Desk extends Bench {
  desk: SeatDesk;
  /** How many came too late, by who said so. */
  tooLate: { mirror: number; redis: number };
  errors: unknown[];
  /** What its mirror has heard of: a seat, the state it took and with which version, in turn. Not yet heard is what a test's board keeps back. */
  heard: { seat: number; state: SeatStateCode; version: number }[];
  /** Asks this process for a hold of an event that is on sale. */
  ask(eventId: string, wish: Wish | HoldRequest): Promise<HoldOutcome>;
}

interface DeskOptions {
  redisUrl?: string;
  board?: (real: NoticeBoard) => NoticeBoard;
}

/** One process as far as holds go: its connections, its feed, its desk. */
export async function openDesk(
  disposer: Disposer,
  { redisUrl = useServices().redisUrl, board = (real) => real }: DeskOptions = {},
): Promise<Desk> {
  const bench = await openBench(disposer, { redisUrl });
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const subscriber = connectRedis({ url: redisUrl, purpose: 'subscriber', onError });
  disposer.add(() => subscriber.disconnect());
  const heard: Desk['heard'] = [];
  const listening = noting(new RedisNoticeBoard({ redis: subscriber }), board, heard);
  const hub = new FeedHub({ source: bench.store, board: listening, windowMs: 10, onError });
  disposer.add(() => hub.close());
  const tooLate = { mirror: 0, redis: 0 };
  const desk = new SeatDesk({ inventory: bench.store, feed: hub, onTooLate: (by) => (tooLate[by] += 1) });
  const ask = (eventId: string, wish: Wish | HoldRequest) =>
    desk.hold(eventOf(eventId), 'operation' in wish ? wish : holdRequest(eventId, wish));
  return { ...bench, desk, tooLate, errors, heard, ask };
}

/** A board that writes down what the mirror behind it has been told. */
function noting(real: NoticeBoard, board: (real: NoticeBoard) => NoticeBoard, heard: Desk['heard']): NoticeBoard {
  const chosen = board(real);
  return {
    listen: (channel, onNotice) =>
      chosen.listen(channel, (text) => {
        onNotice(text);
        const { version, seats } = parseInventoryChange(text);
        for (const word of seats) heard.push({ seat: word >> 2, state: (word & 3) as SeatStateCode, version });
      }),
    onGap: (listener) => chosen.onGap(listener),
    get connected() {
      return chosen.connected;
    },
  };
}

/** Whether a process has heard that a seat became free after a version. Notices that come late may still tell of earlier ones. */
export function hasHeardFree({ heard }: Desk, after: number, seat: number): boolean {
  return heard.some((notice) => notice.seat === seat && notice.state === FREE && notice.version > after);
}

/** The version that an event has reached. */
export async function versionOf({ store }: Bench, eventId: string): Promise<number> {
  return (await store.readMap(eventId))!.cursor.version;
}

/** The event of the hall of `prepareHall`, as the ledger has it. */
export function eventOf(id: string, changes: Partial<EventModel> = {}): EventModel {
  const tiers = HALL.capacities.map((capacity, position) => ({
    id: newId(),
    eventId: id,
    position,
    name: `Tier ${position}`,
    kind: position === STANDING ? ('GENERAL_ADMISSION' as const) : ('SEATED' as const),
    category: position === STANDING ? null : `Tier ${position}`,
    color: null,
    capacity,
    prices: [],
  }));
  return {
    id,
    showId: newId(),
    venueId: newId(),
    chartId: newId(),
    revision: 1,
    status: 'ON_SALE',
    startsAt: new Date(Date.now() + 7_200_000),
    saleOpensAt: new Date(0),
    saleClosesAt: new Date(Date.now() + 3_600_000),
    currency: 'EUR',
    maxPerBuyer: 6,
    orphanRule: false,
    waitingRoom: false,
    inventoryEpoch: 1,
    tiers,
    ...changes,
  };
}

/** Sells free seats and places, as the ledger's word. */
export async function sell(
  { store }: Bench,
  eventId: string,
  { seats = [], places = 0 }: { seats?: number[]; places?: number },
  orderNo = newId().replaceAll('-', ''),
) {
  const request = holdRequest(eventId, { seats, places });
  const { buyer } = request;
  const sold = await store.confirm({ eventId, epoch: 1, serial: 999_999, orderNo, buyer, seats: request.seats, places: request.places });
  if (sold.kind !== 'DONE') throw new Error(`not sold: ${sold.kind}`);
  return orderNo;
}

/** Asks for what is gone until the process says so by itself. */
export async function untilMirrored(desk: Desk, eventId: string, wish: Wish): Promise<void> {
  const before = desk.tooLate.mirror;
  await waitFor(async () => (await desk.ask(eventId, wish)) && desk.tooLate.mirror > before, { what: 'a refusal by the mirror' });
}

export const ALL_SEATS = Array.from({ length: HALL.seatCount }, (_, seat) => seat);
