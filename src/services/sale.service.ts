import { SALE_MOVES, statusAt, type EventModel, type EventStatus } from '../domain/event.js';
import { isId, type Id } from '../domain/id.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { EventPort, EventReader, EventTerms } from '../stores/event.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { EventOutcome, InvalidEvent, WrongEventStatus } from './event.service.js';
import type { InventoryKeeper } from './inventory.keeper.js';
import { checkReason, ProblemList } from './problem-list.js';

type Move = 'prepareSale' | 'openSale' | 'pauseSale' | 'closeSale' | 'cancelEvent';
type Actor = Pick<Viewer, 'personId'>;

export interface SaleServicePorts {
  events: EventPort;
  reader: EventReader;
  keeper: InventoryKeeper;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  /** Ends what is unpaid of an event that was called off. */
  cancelUnpaid(actor: Actor, eventId: Id): Promise<void>;
  /** Sees to it that what was paid of the event is given back, in the transaction that calls it off. */
  refundPaid(tx: Tx, event: { eventId: Id; by: Id; reason: string }): Promise<void>;
  now?: () => number;
}

/**
 * The life of a sale: DRAFT → PREPARED → ON_SALE ⇄ PAUSED → CLOSED. The ledger goes first, then Redis is told, so that a closed sale
 * cannot be reopened by a Redis that came back. When Redis does not answer, the ledger's word stands and the call fails with
 * DEPENDENCY_UNAVAILABLE: repeat it, or wait for the timer (InventoryKeeper.recoverLost). Every move is safe to repeat: a sale
 * that stands there already is not changed, only Redis is told again.
 */
export class SaleService {
  readonly #ports: SaleServicePorts;
  readonly #now: () => number;

  constructor(ports: SaleServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /** Freezes tiers, prices and chart, and loads the inventory; from then on the sale opens by itself. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  async prepareSale(actor: Actor, eventId: string): Promise<EventOutcome> {
    const { events, reader, keeper, unitOfWork } = this.#ports;
    const outcome = await unitOfWork.run(async (tx) => {
      const event = await this.#locked(tx, eventId);
      // The clock may have opened it meanwhile: what counts here is what was written.
      const refusal = refusalOf('prepareSale', event.status) ?? this.#tooLate(event);
      if (refusal !== null || event.status === 'PREPARED') return { refusal, raised: false };
      await this.#write(tx, actor, 'prepareSale', event, { status: 'PREPARED' });
      return { refusal: null, raised: (await events.raiseEpoch(event.id, event.inventoryEpoch, tx)) !== null };
    });
    if (outcome.refusal !== null) return outcome.refusal;
    reader.forget(eventId);
    if (outcome.raised) await keeper.load(eventId);
    else await keeper.recoverInventory(eventId);
    return this.#event(eventId);
  }

  /** Opens a prepared sale now, or goes on with a paused one. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  openSale(actor: Actor, eventId: string): Promise<EventOutcome> {
    return this.#move(actor, 'openSale', eventId, (event, nowMs) => ({
      status: 'ON_SALE',
      saleOpensAt: new Date(Math.min(event.saleOpensAt.getTime(), nowMs)),
    }));
  }

  /** Stops new holds for now; orders in hand may still pay. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  pauseSale(actor: Actor, eventId: string): Promise<EventOutcome> {
    return this.#move(actor, 'pauseSale', eventId, () => ({ status: 'PAUSED' }));
  }

  /** Stops new holds for good; orders in hand may still pay. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  closeSale(actor: Actor, eventId: string): Promise<EventOutcome> {
    return this.#move(actor, 'closeSale', eventId, () => ({ status: 'CLOSED' }));
  }

  /**
   * Calls an event off: the ledger takes no more orders, Redis grants no more holds, unpaid orders are cancelled and give back, and
   * paid ones are given back by the queue (`SalesService.cancellation` tells how far that has come).
   * A repeat goes on where a failed call stopped. @throws NOT_FOUND, BAD_USER_INPUT, DEPENDENCY_UNAVAILABLE.
   */
  async cancelEvent(actor: Actor, eventId: string, reason: string): Promise<EventOutcome> {
    const problems = new ProblemList();
    checkReason(problems, reason);
    problems.throwIfAny();
    const refund = (tx: Tx, { id }: EventModel) => this.#ports.refundPaid(tx, { eventId: id, by: actor.personId, reason });
    const outcome = await this.#move(actor, 'cancelEvent', eventId, () => ({ status: 'CANCELLED' }), { reason }, refund);
    if (outcome.kind === 'Event') await this.#ports.cancelUnpaid(actor, outcome.event.id);
    return outcome;
  }

  async #move(
    actor: Actor,
    move: Move,
    eventId: string,
    change: (event: EventModel, nowMs: number) => Partial<EventTerms> & { status: EventStatus },
    more: object = {},
    also: (tx: Tx, event: EventModel) => Promise<void> = async () => {},
  ): Promise<EventOutcome> {
    const refusal = await this.#ports.unitOfWork.run(async (tx) => {
      const event = await this.#locked(tx, eventId);
      const nowMs = this.#now();
      // A paused sale whose time is over cannot go on: it would be closed in the same moment.
      const over = move === 'openSale' && nowMs >= event.saleClosesAt.getTime();
      const refused = refusalOf(move, over ? 'CLOSED' : statusAt(event, nowMs));
      if (refused !== null) return refused;
      const terms = change(event, nowMs);
      const stands = event.status === terms.status && event.saleOpensAt.getTime() === (terms.saleOpensAt ?? event.saleOpensAt).getTime();
      if (!stands) {
        await this.#write(tx, actor, move, event, terms, more);
        await also(tx, event);
      }
      return null;
    });
    if (refusal !== null) return refusal;
    this.#ports.reader.forget(eventId);
    await this.#ports.keeper.recoverInventory(eventId);
    return this.#event(eventId);
  }

  async #locked(tx: Tx, eventId: string): Promise<EventModel> {
    const event = isId(eventId) ? await this.#ports.events.lock(tx, eventId) : null;
    if (event === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    return event;
  }

  async #write(tx: Tx, actor: Actor, move: Move, event: EventModel, terms: Partial<EventTerms>, more: object = {}): Promise<void> {
    await this.#ports.events.update(tx, event.id, { ...event, ...terms });
    const detail = { from: event.status, ...terms, ...more };
    await this.#ports.audit.record(tx, { actor: actor.personId, action: `event.${move}`, subject: `event:${event.id}`, detail });
  }

  #tooLate(event: EventModel): InvalidEvent | null {
    if (event.status !== 'DRAFT' || event.saleClosesAt.getTime() > this.#now()) return null;
    return { kind: 'InvalidEvent', problems: [{ path: 'saleClosesAt', message: 'is past: the sale would be over before it began' }] };
  }

  async #event(eventId: Id): Promise<EventOutcome> {
    return { kind: 'Event', event: (await this.#ports.events.find(eventId))! };
  }
}

function refusalOf(move: Move, status: EventStatus): WrongEventStatus | null {
  const allowedFrom: readonly EventStatus[] = SALE_MOVES[move];
  return allowedFrom.includes(status) ? null : { kind: 'WrongEventStatus', status, allowedFrom };
}
