import type { Policy } from '../config/policy.js';
import { bestAvailable, largestBlock } from '../domain/best-available.js';
import type { EventModel } from '../domain/event.js';
import type { Hall } from '../domain/hall.js';
import type { HoldOutcome, TieredSeat } from '../domain/hold.js';
import { isId, newSecret } from '../domain/id.js';
import type { WaitingRoom } from '../domain/line.js';
import type { BestAvailableWish } from '../domain/seat-wish.js';
import { suggestionFor } from '../domain/suggestion.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import { MAX_UNITS_PER_HOLD } from './hold.input.js';
import { sayHold, type HoldTicketsResult } from './hold.outcome.js';
import { gateOf, operationOf } from './hold.service.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';
import type { SeatDesk } from './seat.desk.js';

export interface BestAvailableInput {
  eventId: string;
  quantity: number;
  tierId: string | null;
  section: string | null;
  accessible: boolean;
  allowSplit: boolean;
  idempotencyKey: string;
  admission: string | null;
}

export interface BestAvailablePorts {
  inventory: Pick<InventoryPort, 'readMap'>;
  events: EventReader;
  desk: Pick<SeatDesk, 'map' | 'ask' | 'refuseBlock'>;
  line: { roomOf(event: EventModel): Promise<WaitingRoom> };
  policy: Pick<Policy, 'hold'>;
  random?: () => number;
  now?: () => number;
}

/** Calls to the script for one wish: each offers other blocks, when others were quicker for all of the last ones. */
const MOST_CALLS = 4;

/**
 * The best block that is free. Ranking costs this process time and Redis none: it is done on the process' own copy of the map, and the
 * script takes the first of at most 32 blocks that it still can. Where others were quicker for all of them, the next call offers
 * blocks from a wider choice, so that many who want the same do not meet again and again at the same seats.
 */
export class BestAvailableService {
  readonly #ports: BestAvailablePorts;
  readonly #random: () => number;
  readonly #now: () => number;

  constructor(ports: BestAvailablePorts) {
    this.#ports = ports;
    this.#random = ports.random ?? Math.random;
    this.#now = ports.now ?? Date.now;
  }

  /**
   * Safe to repeat with the same key and input: the same hold.
   * @throws BAD_USER_INPUT, NOT_FOUND (no such event), IDEMPOTENCY_CONFLICT, DEPENDENCY_UNAVAILABLE.
   */
  async holdBestAvailable(viewer: Viewer, input: BestAvailableInput): Promise<HoldTicketsResult> {
    const { desk, events, line, policy } = this.#ports;
    const event = isId(input.eventId) ? await events.event(input.eventId) : null;
    if (event === null || event.status === 'DRAFT') throw new AisleError('NOT_FOUND', 'There is no such event.');
    const hall = await events.hall(event);
    const wish = await this.#read(input, event, hall);
    const request = {
      eventId: event.id,
      buyer: viewer.personId,
      operation: operationOf(viewer, 'holdBestAvailable', input.idempotencyKey, {
        ...input,
        idempotencyKey: undefined,
        admission: undefined,
      }),
      secret: newSecret(),
      holdMs: policy.hold.ms,
      seats: [],
      places: [],
      gate: gateOf(event, input.admission),
      orphanRule: event.orphanRule,
    };
    if (await desk.refuseBlock(event, request, wish.quantity, wish.tier)) return { kind: 'NoBlockAvailable', largestBlock: 0 };
    let outcome: HoldOutcome = { kind: 'NO_BLOCK' };
    let map: Uint8Array | null = null;
    for (let call = 0; call < MOST_CALLS && outcome.kind === 'NO_BLOCK'; call += 1) {
      map = await this.#map(event, call > 0);
      const candidates: TieredSeat[][] = map === null ? [] : bestAvailable({ ...wish, map, spread: call });
      outcome = await desk.ask({ ...request, candidates });
      if (candidates.length === 0 && call > 0) break;
    }
    if (outcome.kind === 'NOT_ADMITTED') return { kind: 'AdmissionRequired', waitingRoom: await line.roomOf(event) };
    if (outcome.kind === 'NO_BLOCK') return { kind: 'NoBlockAvailable', largestBlock: map === null ? 0 : largestBlock({ ...wish, map }) };
    return sayHold(outcome, event, this.#now());
  }

  /** A block like a pick that somebody was quicker for, free right now and not held for anyone; null when there is none. Never throws. */
  async suggest(event: EventModel, seats: readonly number[], taken: readonly number[]): Promise<number[] | null> {
    try {
      const [hall, map] = [await this.#ports.events.hall(event), await this.#map(event, false)];
      if (hall === null || map === null || seats.length === 0) return null;
      return suggestionFor({ ...(await this.#hallOf(event, hall)), map }, seats, taken);
    } catch {
      return null; // a courtesy: the refusal itself is what counts
    }
  }

  async #read(input: BestAvailableInput, event: EventModel, hall: Hall | null): Promise<Omit<BestAvailableWish, 'map'>> {
    const problems = new ProblemList();
    checkIdempotencyKey(problems, input.idempotencyKey);
    const tier = input.tierId === null ? null : (event.tiers.find((candidate) => candidate.id === input.tierId) ?? null);
    problems.check(input.quantity >= 1 && input.quantity <= MAX_UNITS_PER_HOLD, 'quantity', `must be 1 to ${MAX_UNITS_PER_HOLD}`);
    problems.check(input.tierId === null || tier?.kind === 'SEATED', 'tierId', 'the event has no such tier with numbered seats');
    problems.check(
      input.section === null || (hall?.sections.includes(input.section) ?? false),
      'section',
      'the hall has no section of this name',
    );
    problems.check(hall !== null, 'eventId', 'the event has no numbered seats');
    problems.throwIfAny();
    const { quantity, section, accessible, allowSplit } = input;
    return { ...(await this.#hallOf(event, hall!)), quantity, tier: tier?.position ?? null, section, accessible, allowSplit };
  }

  async #hallOf(event: EventModel, hall: Hall) {
    const tierBySeat = await this.#ports.events.tierBySeat(event);
    return { hall, tierBySeat, tierCount: event.tiers.length, orphanRule: event.orphanRule, random: this.#random };
  }

  /** The copy of this process; for another try what Redis says now. */
  async #map(event: EventModel, fresh: boolean): Promise<Uint8Array | null> {
    if (!fresh) return (await this.#ports.desk.map(event.id))?.map ?? null;
    return (await this.#ports.inventory.readMap(event.id))?.map ?? null;
  }
}
