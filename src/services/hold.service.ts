import type { Policy } from '../config/policy.js';
import type { ChartModel, ChartSeat } from '../domain/chart.js';
import { standardPrice, type EventModel } from '../domain/event.js';
import { decodeHoldId, type HoldRecord } from '../domain/hold.js';
import { isId, newSecret } from '../domain/id.js';
import { digest, inputHash } from '../domain/input-hash.js';
import type { WaitingRoom } from '../domain/line.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort, OperationId } from '../stores/inventory.port.js';
import { readHoldInput, type HoldTicketsInput } from './hold.input.js';
import { sayEnded, sayHold, type HoldTicketsResult } from './hold.outcome.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';
import type { SeatDesk } from './seat.desk.js';

export interface HoldServicePorts {
  inventory: InventoryPort;
  /** Where holds are asked for. */
  desk: Pick<SeatDesk, 'hold'>;
  events: EventReader;
  /** The line in front of an event that has one. */
  line: { roomOf(event: EventModel): Promise<WaitingRoom> };
  policy: Pick<Policy, 'hold'>;
  now?: () => number;
}

/** Keeping seats and places for a buyer. Every decision is the script's, but for what the desk knows to be gone; this checks input, and says it in the schema's words. */
export class HoldService {
  readonly #ports: HoldServicePorts;
  readonly #now: () => number;

  constructor(ports: HoldServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /**
   * Holds seats and places together, all or nothing. Safe to repeat with the same key and input: the same answer.
   * @throws BAD_USER_INPUT, NOT_FOUND (no such event), IDEMPOTENCY_CONFLICT, DEPENDENCY_UNAVAILABLE.
   */
  async holdTickets(viewer: Viewer, input: HoldTicketsInput): Promise<HoldTicketsResult> {
    const event = isId(input.eventId) ? await this.#ports.events.event(input.eventId) : null;
    if (event === null || event.status === 'DRAFT') throw new AisleError('NOT_FOUND', 'There is no such event.');
    const wish = readHoldInput(input, event, await this.#ports.events.tierBySeat(event));
    const outcome = await this.#ports.desk.hold(event, {
      eventId: event.id,
      buyer: viewer.personId,
      operation: operationOf(viewer, 'holdTickets', input.idempotencyKey, { ...input, idempotencyKey: undefined, admission: undefined }),
      secret: newSecret(),
      holdMs: this.#ports.policy.hold.ms,
      gate: gateOf(event, input.admission),
      orphanRule: event.orphanRule,
      ...wish,
    });
    if (outcome.kind === 'NOT_ADMITTED') return { kind: 'AdmissionRequired', waitingRoom: await this.#ports.line.roomOf(event) };
    const said = sayHold(outcome, event, this.#now());
    return said.kind === 'SeatsUnavailable' ? { ...said, wished: { event, seats: input.seats } } : said;
  }

  /** Moves the deadline of a hold by one extension. Safe to repeat with the same key. */
  async extendHold(viewer: Viewer, holdId: string, idempotencyKey: string) {
    const address = readHoldId(holdId, idempotencyKey);
    if (address === null) return { kind: 'HoldGone' as const };
    const { extensionMs, extensions } = this.#ports.policy.hold;
    const operation = operationOf(viewer, 'extendHold', idempotencyKey, holdId);
    const request = { address, buyer: viewer.personId, operation, extensionMs, maxExtensions: extensions };
    const outcome = await this.#ports.inventory.extend(request);
    switch (outcome.kind) {
      case 'HELD':
        return { kind: 'Hold' as const, hold: outcome.hold };
      case 'NO_EXTENSIONS':
        return { kind: 'NoExtensionsLeft' as const };
      default:
        return sayEnded(outcome);
    }
  }

  /** Gives a hold back at once. Safe to repeat with the same key. */
  async releaseHold(viewer: Viewer, holdId: string, idempotencyKey: string) {
    const address = readHoldId(holdId, idempotencyKey);
    if (address === null) return { kind: 'HoldGone' as const };
    const operation = operationOf(viewer, 'releaseHold', idempotencyKey, holdId);
    const outcome = await this.#ports.inventory.release({ address, buyer: viewer.personId, operation });
    return outcome.kind === 'RELEASED' ? { kind: 'HoldReleased' as const, id: holdId } : sayEnded(outcome);
  }

  /** @returns the viewer's living hold, or null: also for another buyer's and for one that has ended. */
  async hold(viewer: Viewer, holdId: string): Promise<HoldRecord | null> {
    const address = decodeHoldId(holdId);
    const hold = address === null ? null : await this.#ports.inventory.readHold(address);
    return hold !== null && hold.buyer === viewer.personId && hold.stage !== 'SOLD' ? hold : null;
  }

  /** @returns the living holds of a person in all events that are being sold. */
  async holdsOf(personId: string): Promise<HoldRecord[]> {
    const events = await this.#ports.events.sellingEvents();
    const holds = await Promise.all(events.map((event) => this.#ports.inventory.holdsOf(event.id, personId)));
    return holds.flat().filter((hold) => hold.stage !== 'SOLD');
  }

  /** @returns the event of a hold if this process knows it, as it does right after granting one; else null. */
  eventAtHand({ eventId }: HoldRecord): EventModel | null {
    return this.#ports.events.eventAtHand(eventId);
  }

  /** @returns the seats of a hold, at once if this process has the chart. */
  seatsOf(hold: HoldRecord, event: EventModel): ChartSeat[] | Promise<ChartSeat[]> {
    if (event.chartId === null) return [];
    const chart = this.#ports.events.chartAtHand(event.chartId);
    const pick = (found: ChartModel | null) => hold.seats.map((index) => found!.seats[index]!);
    return chart === null ? this.#ports.events.chart(event.chartId).then(pick) : pick(chart);
  }

  /** @returns what a hold costs at the standard prices of the moment it was granted. */
  totalOf(hold: HoldRecord, event: EventModel): { amountMinor: number; currency: string } {
    const amounts = hold.units.map(({ tier, quantity }) => standardPrice(event.tiers[tier]!, hold.grantedAtMs).amountMinor * quantity);
    return { amountMinor: amounts.reduce((sum, amount) => sum + amount, 0), currency: event.currency };
  }

  /** @returns how often the hold may still be extended: never once it is being paid. */
  extensionsLeft(hold: HoldRecord): number {
    return hold.stage === 'SELECTING' ? Math.max(0, this.#ports.policy.hold.extensions - hold.extensionsUsed) : 0;
  }
}

const ADMISSION = /^[\w-]{1,64}$/;

/** What a buyer shows at the gate: null for an event without a waiting room; a text that was never an admission counts as none. */
export function gateOf(event: EventModel, admission: string | null | undefined): { admission: string } | null {
  if (!event.waitingRoom) return null;
  return { admission: admission && ADMISSION.test(admission) ? admission : '' };
}

/** The identity of one wish: who, what, under which key. The input's hash tells a repeat from another wish. */
export function operationOf(viewer: Viewer, mutation: string, key: string, input: unknown): OperationId {
  return { hash: digest(viewer.personId, mutation, key), input: inputHash(input) };
}

function readHoldId(holdId: string, idempotencyKey: string) {
  const problems = new ProblemList();
  checkIdempotencyKey(problems, idempotencyKey);
  problems.throwIfAny();
  return decodeHoldId(holdId);
}
