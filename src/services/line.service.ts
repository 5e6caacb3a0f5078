import { LRUCache } from 'lru-cache';
import type { EventModel } from '../domain/event.js';
import { isId, type Id } from '../domain/id.js';
import { tellPlace, tellRoom, type LineRules, type PlaceInLine, type WaitingRoom } from '../domain/line.js';
import type { Viewer } from '../domain/viewer.js';
import { workThrough } from '../domain/work-through.js';
import { AisleError } from '../errors/aisle-error.js';
import type { LineWatcher } from '../feed/line.feed.port.js';
import type { EventReader } from '../stores/event.port.js';
import type { LinePort, LineSight } from '../stores/line.port.js';

/** How old the line may be that everybody is shown, milliseconds. */
const ROOM_MS = 1000;
const MOST_ROOMS = 1000;
/** People that one call lets in, or takes out of the line, at most. */
const FULL_CALL = 100;
/** Calls for one line in one round, so that a long line does not starve the others. */
const MOST_CALLS = 50;

export interface LineServicePorts {
  line: LinePort;
  events: EventReader;
  feed: LineWatcher;
  rules: LineRules;
  /** Told of an event whose line could not be moved on; the others are. */
  onError?: (error: unknown, eventId: Id) => void;
}

/** The line in front of the sale of an event with a waiting room: first come, first admitted. Every decision is the scripts'. */
export class LineService {
  readonly #ports: LineServicePorts;
  readonly #rooms: LRUCache<Id, WaitingRoom>;

  constructor(ports: LineServicePorts) {
    this.#ports = ports;
    this.#rooms = new LRUCache({
      max: MOST_ROOMS,
      ttl: ROOM_MS,
      fetchMethod: async (eventId) => tellRoom(await ports.line.read(eventId)),
    });
  }

  /**
   * Joins the line, which opens when the sale is prepared; nobody is admitted before it opens. Safe to repeat: one place a person.
   * EXPIRED when the sale is over.
   * @throws NOT_FOUND, BAD_USER_INPUT (the event has no waiting room), DEPENDENCY_UNAVAILABLE.
   */
  async join(viewer: Viewer, eventId: string): Promise<PlaceInLine> {
    const event = await this.#gated(eventId);
    return this.#tell(event.id, await this.#ports.line.join(event.id, viewer.personId), 'EXPIRED');
  }

  /** Leaves the line, or gives an admission back; seats held with it stay held. Safe to repeat. @throws as `join`. */
  async leave(viewer: Viewer, eventId: string): Promise<PlaceInLine> {
    const event = await this.#gated(eventId);
    return this.#tell(event.id, await this.#ports.line.leave(event.id, viewer.personId), 'LEFT');
  }

  /**
   * The viewer's place; to look keeps it.
   * @returns null for who never joined, or whose place was lost with the line. @throws DEPENDENCY_UNAVAILABLE.
   */
  async place(viewer: Viewer, eventId: string): Promise<PlaceInLine | null> {
    const event = await this.#event(eventId);
    if (event === null || !event.waitingRoom) return null;
    const { line, places } = await this.#ports.line.look(event.id, [viewer.personId]);
    const place = places[0] ?? null;
    return place === null ? null : tellPlace(event.id, line, place, this.#ports.rules);
  }

  /** Watches the viewer's place; to watch keeps it. @throws NOT_FOUND (also for who has no place), BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE. */
  async watch(viewer: Viewer, eventId: string): Promise<AsyncIterableIterator<PlaceInLine>> {
    const event = await this.#gated(eventId);
    const watch = await this.#ports.feed.watch(event.id, viewer.personId);
    if (watch === null) throw new AisleError('NOT_FOUND', 'You have no place in this line. Join it first.');
    return watch;
  }

  /** The line of an event with a waiting room, at most a second old. @throws DEPENDENCY_UNAVAILABLE. */
  async roomOf(event: Pick<EventModel, 'id'>): Promise<WaitingRoom> {
    return (await this.#rooms.fetch(event.id))!;
  }

  /** Moves every line on, also when nobody looks. For a timer; several processes may do it. @throws when no line could be moved. */
  async advance(): Promise<void> {
    const { line, events, onError } = this.#ports;
    await workThrough(
      (await events.sellingEvents()).filter((event) => event.waitingRoom),
      async ({ id }) => moveOn(line, id),
      (error, { id }) => onError?.(error, id),
    );
  }

  /** An event with a waiting room whose sale has been prepared. */
  async #gated(eventId: string): Promise<EventModel> {
    const event = await this.#event(eventId);
    if (event === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    if (!event.waitingRoom) throw new AisleError('BAD_USER_INPUT', 'eventId: the event has no waiting room; hold at once');
    return event;
  }

  async #event(eventId: string): Promise<EventModel | null> {
    const event = isId(eventId) ? await this.#ports.events.event(eventId) : null;
    return event?.status === 'DRAFT' ? null : event;
  }

  #tell(eventId: Id, { line, place }: LineSight, without: 'EXPIRED' | 'LEFT'): PlaceInLine {
    const none = { state: without, arrival: 0, position: 0, admission: null, endsAtMs: null };
    return tellPlace(eventId, line, place ?? none, this.#ports.rules);
  }
}

/** Moves one line on for as long as calls find as much to do as one call may. */
async function moveOn(line: LinePort, eventId: Id): Promise<void> {
  let { line: view } = await line.look(eventId, []);
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const before = view;
    ({ line: view } = await line.look(eventId, []));
    const moved = Math.max(view.admitted - before.admitted, before.waiting - view.waiting);
    if (moved < FULL_CALL) return;
  }
}
