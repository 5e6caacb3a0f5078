import { nameFault } from '../domain/event.draft.js';
import type { VenueModel } from '../domain/event.js';
import { newId, type Id } from '../domain/id.js';
import { echo, ProblemList } from '../domain/problem.js';
import type { Viewer } from '../domain/viewer.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import type { VenuePort } from '../stores/venue.port.js';
import { refuseInput } from './refused-input.js';

const NAME_LENGTH = 200;

export interface VenueServicePorts {
  venues: VenuePort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
}

/** Houses. */
export class VenueService {
  readonly #ports: VenueServicePorts;

  constructor(ports: VenueServicePorts) {
    this.#ports = ports;
  }

  /** All venues, by name. */
  list(): Promise<VenueModel[]> {
    return this.#ports.venues.list();
  }

  /** @returns the venues with these ids that exist, in no order. */
  findMany(ids: readonly Id[]): Promise<VenueModel[]> {
    return this.#ports.venues.findMany(ids);
  }

  /** Adds a venue. Not safe to repeat: each call adds one. @throws BAD_USER_INPUT. */
  createVenue(actor: Viewer, input: { name: string; timezone: string }): Promise<VenueModel> {
    const problems = new ProblemList();
    const fault = nameFault(input.name, NAME_LENGTH);
    if (fault !== null) problems.add('name', fault);
    if (!isTimezone(input.timezone))
      problems.add('timezone', `${echo(input.timezone)} is not a zone of the tz database, such as Europe/Berlin`);
    refuseInput(problems);
    const venue: VenueModel = { id: newId(), name: input.name.trim(), timezone: input.timezone };
    return this.#ports.unitOfWork.run(async (tx) => {
      await this.#ports.venues.insert(tx, venue);
      const { id, ...detail } = venue;
      await this.#ports.audit.record(tx, { actor: actor.personId, action: 'venue.create', subject: `venue:${id}`, detail });
      return venue;
    });
  }
}

/** Whether a text names a zone of the tz database. Bare offsets such as +02:00 do not: they know no summer time. */
function isTimezone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
