import { capacityOf, checkEventDraft, seatsByCategory, type EventDraft } from '../domain/event.draft.js';
import { SALE_MOVES, statusAt, type EventModel, type EventStatus } from '../domain/event.js';
import { isId, newId, type Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import { ProblemList, type Problem } from '../domain/problem.js';
import { isStaff, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { EventPort, EventReader, SizedTier } from '../stores/event.port.js';
import type { ShowPort } from '../stores/show.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { VenuePort } from '../stores/venue.port.js';
import type { InventoryKeeper } from './inventory.keeper.js';

export type WrongEventStatus = { kind: 'WrongEventStatus'; status: EventStatus; allowedFrom: readonly EventStatus[] };
export type InvalidEvent = { kind: 'InvalidEvent'; problems: Problem[] };
export type EventOutcome = { kind: 'Event'; event: EventModel } | InvalidEvent | WrongEventStatus;

/** What staff want changed; null leaves a thing as it is. */
export type EventChange = {
  [Field in 'startsAt' | 'saleOpensAt' | 'saleClosesAt' | 'tiers' | 'maxPerBuyer' | 'orphanRule' | 'waitingRoom']: EventDraft[Field] | null;
};

export interface EventServicePorts {
  events: EventPort;
  reader: EventReader;
  shows: ShowPort;
  venues: VenuePort;
  keeper: InventoryKeeper;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  now?: () => number;
}

/** Events: writing, changing and finding them. Selling them is SaleService's. */
export class EventService {
  readonly #ports: EventServicePorts;
  readonly #now: () => number;

  constructor(ports: EventServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /** The event, or null: there is none, or it is a draft and the viewer is not staff. At most a second old. */
  async find(viewer: Viewer | null, id: string): Promise<EventModel | null> {
    const event = isId(id) ? await this.#ports.reader.event(id) : null;
    return event?.status === 'DRAFT' && !isStaff(viewer) ? null : event;
  }

  /** The event, drafts too, or null: for what belongs to it. Whoever asks must have a right to that. At most a second old. */
  read(id: Id): Promise<EventModel | null> {
    return this.#ports.reader.event(id);
  }

  /** As `read`, for loaders: in the order asked for. */
  readMany(ids: readonly Id[]): Promise<(EventModel | null)[]> {
    return this.#ports.reader.events(ids);
  }

  /** Earliest first; `status` is the one that the clock gives. @throws BAD_USER_INPUT (cursor). */
  list(viewer: Viewer | null, status: EventStatus | null, page: PageRequest): Promise<Page<EventModel>> {
    const drafts = isStaff(viewer);
    return this.#ports.events.list(status === null ? { drafts } : { drafts, status }, page);
  }

  /** The same page of each show's events, earliest first. @throws BAD_USER_INPUT (cursor). */
  listOfShows(viewer: Viewer | null, showIds: readonly Id[], page: PageRequest): Promise<Map<Id, Page<EventModel>>> {
    return this.#ports.events.listOfShows(showIds, { drafts: isStaff(viewer) }, page);
  }

  /** Writes a draft. Not safe to repeat: each call adds one. */
  async createEvent(actor: Pick<Viewer, 'personId'>, draft: EventDraft): Promise<EventOutcome> {
    const { events, audit, unitOfWork } = this.#ports;
    const seats = await this.#seats(draft);
    const problems = [...(await this.#unknownPlaces(draft)), ...checkEventDraft(draft, seats)];
    if (problems.length > 0) return { kind: 'InvalidEvent', problems };
    const id = newId();
    await unitOfWork.run(async (tx) => {
      await events.insert(tx, id, draft, sized(draft, seats));
      await audit.record(tx, { actor: actor.personId, action: 'event.create', subject: `event:${id}`, detail: draft });
    });
    return { kind: 'Event', event: (await events.find(id))! };
  }

  /**
   * Changes an event. A draft may change in everything; once the sale is prepared, only its times and its limit. New terms reach the
   * inventory after the ledger. Safe to repeat.
   * @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE (the ledger has the change; repeat, or wait for the timer that compares).
   */
  async updateEvent(actor: Pick<Viewer, 'personId'>, id: string, change: EventChange): Promise<EventOutcome> {
    const { events, reader, keeper, unitOfWork } = this.#ports;
    const before = isId(id) ? await events.find(id) : null;
    if (before === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    // Read before the transaction, which should not wait for a second connection; venue and chart of an event never change.
    const seats = await this.#seats(before);
    const refusal = await unitOfWork.run(async (tx) => this.#update(tx, actor, (await events.lock(tx, id))!, change, seats));
    if (refusal !== null) return refusal;
    reader.forget(id);
    const event = (await events.find(id))!;
    if (event.inventoryEpoch > 0) await keeper.recoverInventory(id);
    return { kind: 'Event', event };
  }

  /** @returns why not, or null when it is done. */
  async #update(
    tx: Tx,
    actor: Pick<Viewer, 'personId'>,
    event: EventModel,
    change: EventChange,
    seats: ReadonlyMap<string, number>,
  ): Promise<InvalidEvent | WrongEventStatus | null> {
    const { events, audit } = this.#ports;
    const frozen = change.tiers !== null || differs(event, change, 'orphanRule') || differs(event, change, 'waitingRoom');
    const allowedFrom: readonly EventStatus[] = frozen ? SALE_MOVES.updateLayout : SALE_MOVES.update;
    if (!allowedFrom.includes(event.status)) return { kind: 'WrongEventStatus', status: statusAt(event, this.#now()), allowedFrom };
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
    const draft: EventDraft & { status: EventStatus } = { ...event, ...given };
    const problems = checkEventDraft(draft, seats);
    if (problems.length > 0) return { kind: 'InvalidEvent', problems };
    if (Object.keys(given).length === 0) return null;
    if (change.tiers !== null) await events.replaceTiers(tx, event.id, sized(draft, seats));
    await events.update(tx, event.id, draft);
    await audit.record(tx, { actor: actor.personId, action: 'event.update', subject: `event:${event.id}`, detail: given });
    return null;
  }

  async #seats({ chartId, venueId }: EventDraft): Promise<Map<string, number>> {
    const chart = chartId !== null && isId(chartId) ? await this.#ports.reader.chart(chartId) : null;
    return seatsByCategory(chart?.venueId === venueId ? chart : null);
  }

  async #unknownPlaces({ showId, venueId, chartId }: EventDraft): Promise<Problem[]> {
    const { shows, venues, reader } = this.#ports;
    const problems = new ProblemList();
    const exists = async (id: string, find: (ids: Id[]) => Promise<object[]>) => isId(id) && (await find([id])).length === 1;
    if (!(await exists(showId, (ids) => shows.findMany(ids)))) problems.add('showId', 'there is no such show');
    const venueExists = await exists(venueId, (ids) => venues.findMany(ids));
    if (!venueExists) problems.add('venueId', 'there is no such venue');
    const chart = chartId !== null && isId(chartId) ? await reader.chart(chartId) : null;
    if (chartId !== null && chart === null) problems.add('chartId', 'there is no such chart');
    else if (chart !== null && venueExists && chart.venueId !== venueId) problems.add('chartId', 'is a chart of another venue');
    return problems.list();
  }
}

function sized(draft: EventDraft, seats: ReadonlyMap<string, number>): SizedTier[] {
  return draft.tiers.map((tier) => ({ ...tier, capacity: capacityOf(tier, seats) }));
}

function differs<Field extends 'orphanRule' | 'waitingRoom'>(event: EventModel, change: EventChange, field: Field): boolean {
  return change[field] !== null && change[field] !== event[field];
}
