import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { SalesPort, Takings } from './sales.port.js';
import { statement } from './statement.js';

const TAKINGS = statement('event-takings');

export class SalesStore implements SalesPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async takings(eventId: Id): Promise<Takings> {
    const [row] = await this.#ledger.query<Takings>(TAKINGS, [eventId]);
    return row!;
  }
}
