import type { EventModel } from '../domain/event.js';
import type { TicketModel, TicketStatus } from '../domain/order.js';
import { parseTicketCode } from '../domain/ticket-code.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { DoorPort } from '../stores/door.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import type { EventService } from './event.service.js';

export interface CheckInServicePorts {
  door: DoorPort;
  events: Pick<EventService, 'find'>;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  feed: OrderFeedPublisher;
}

export type CheckInOutcome =
  | { kind: 'CheckedIn'; ticket: TicketModel; at: Date }
  /** `status`: null when no ticket of this event has the code. */
  | { kind: 'TicketNotValid'; message: string; status: TicketStatus | null; usedAt: Date | null };

/** The door: each ticket lets one person in, once. */
export class CheckInService {
  readonly #ports: CheckInServicePorts;

  constructor(ports: CheckInServicePorts) {
    this.#ports = ports;
  }

  /**
   * Uses up the ticket of a code; of two doors that scan it at once, one lets in. A repeat says when it was used, so a door whose reply
   * was lost sees its own scan of a moment ago. @throws NOT_FOUND.
   */
  async checkIn(viewer: Viewer, eventId: string, code: string): Promise<CheckInOutcome> {
    const { door, events, audit, unitOfWork, feed } = this.#ports;
    const event = await events.find(viewer, eventId);
    if (event === null) throw new AisleError('NOT_FOUND', 'There is no such event.');
    const clean = parseTicketCode(code);
    if (clean === null) return notValid('This is not the code of a ticket.');
    if (event.status === 'CANCELLED') return notValid('This event was cancelled.');
    const actor = viewer.personId;
    const used = await unitOfWork.run(async (tx) => {
      const ticket = await door.use(tx, { eventId: event.id, code: clean, by: actor });
      if (ticket === null) return null;
      const detail = { eventId: event.id, orderNo: ticket.orderNo };
      await audit.record(tx, { actor, action: 'ticket.checkIn', subject: `ticket:${ticket.id}`, detail });
      return ticket;
    });
    if (used === null) return this.#whyNot(event, clean);
    feed.orderChanged(used.orderNo);
    return { kind: 'CheckedIn', ticket: used, at: used.usedAt };
  }

  async #whyNot(event: EventModel, code: string): Promise<CheckInOutcome> {
    const ticket = await this.#ports.door.find(code);
    if (ticket === null) return notValid('There is no ticket with this code.');
    if (ticket.eventId !== event.id) return notValid('This ticket is for another event.');
    const { status, usedAt } = ticket;
    const message = status === 'USED' ? 'This ticket was used already.' : 'This ticket was taken back: refunded or cancelled.';
    return { kind: 'TicketNotValid', message, status, usedAt };
  }
}

function notValid(message: string): CheckInOutcome {
  return { kind: 'TicketNotValid', message, status: null, usedAt: null };
}
