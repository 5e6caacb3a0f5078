import { newId, type Id } from '../domain/id.js';
import type { BlockPort } from './block.port.js';
import type { Ledger } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

const ADD_SEATS = {
  name: 'block-seats',
  text: `WITH added AS (
           INSERT INTO block (id, event_id, tier_id, seat_index, quantity, reason)
           SELECT seat.id, $1::uuid, seat.tier_id, seat.seat_index, 1, $5
           FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS seat (id, tier_id, seat_index) ORDER BY seat.seat_index
           ON CONFLICT (event_id, seat_index) WHERE seat_index IS NOT NULL DO NOTHING
           RETURNING tier_id, seat_index
         )
         INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement)
         SELECT $1::uuid, tier_id, seat_index, 1, 'BLOCKED' FROM added RETURNING seat_index`,
};
const REMOVE_SEATS = {
  name: 'unblock-seats',
  text: `WITH removed AS (
           DELETE FROM block WHERE event_id = $1::uuid AND seat_index = ANY ($2::int[]) RETURNING tier_id, seat_index
         )
         INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement)
         SELECT $1::uuid, tier_id, seat_index, 1, 'UNBLOCKED' FROM removed RETURNING seat_index AS "seatIndex"`,
};
/** The stock goes first: where it has no room, nothing is written. */
const ADD_PLACES = {
  name: 'block-places',
  text: `WITH stock AS (
           UPDATE tier_stock SET taken = taken + $4 WHERE tier_id = $3::uuid AND taken + $4 <= capacity RETURNING tier_id
         ), added AS (
           INSERT INTO block (id, event_id, tier_id, quantity, reason) SELECT $1::uuid, $2::uuid, tier_id, $4, $5 FROM stock RETURNING tier_id
         )
         INSERT INTO stock_movement (event_id, tier_id, quantity, movement)
         SELECT $2::uuid, tier_id, $4, 'BLOCKED' FROM added RETURNING tier_id`,
};
const PLACE_BLOCKS = {
  name: 'place-blocks',
  text: `SELECT id, quantity FROM block WHERE event_id = $1::uuid AND tier_id = $2::uuid AND seat_index IS NULL ORDER BY id DESC FOR UPDATE`,
};
const REMOVE_PLACES = {
  name: 'unblock-places',
  text: `WITH gone AS (
           DELETE FROM block WHERE id = ANY ($3::uuid[])
         ), smaller AS (
           UPDATE block SET quantity = $5 WHERE id = $4::uuid
         ), stock AS (
           UPDATE tier_stock SET taken = taken - $6 WHERE tier_id = $2::uuid
         )
         INSERT INTO stock_movement (event_id, tier_id, quantity, movement) VALUES ($1::uuid, $2::uuid, $6, 'UNBLOCKED')`,
};

export class BlockStore implements BlockPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async addSeats(tx: Tx, eventId: Id, seats: readonly { tierId: Id; seatIndex: number }[], reason: string): Promise<number> {
    const columns = [seats.map(() => newId()), seats.map(({ tierId }) => tierId), seats.map(({ seatIndex }) => seatIndex)];
    return (await this.#ledger.query(ADD_SEATS, [eventId, ...columns, reason], tx)).length;
  }

  async removeSeats(tx: Tx, eventId: Id, seats: readonly number[]): Promise<number[]> {
    const rows = await this.#ledger.query<{ seatIndex: number }>(REMOVE_SEATS, [eventId, seats], tx);
    return rows.map((row) => row.seatIndex);
  }

  async addPlaces(tx: Tx, eventId: Id, tierId: Id, quantity: number, reason: string): Promise<boolean> {
    return (await this.#ledger.query(ADD_PLACES, [newId(), eventId, tierId, quantity, reason], tx)).length > 0;
  }

  async removePlaces(tx: Tx, eventId: Id, tierId: Id, quantity: number): Promise<number> {
    const rows = await this.#ledger.query<{ id: Id; quantity: number }>(PLACE_BLOCKS, [eventId, tierId], tx);
    let left = quantity;
    const gone: Id[] = [];
    let smaller: { id: Id; quantity: number } | null = null;
    for (const row of rows) {
      if (left === 0) break;
      if (row.quantity <= left) gone.push(row.id);
      else smaller = { id: row.id, quantity: row.quantity - left };
      left -= Math.min(left, row.quantity);
    }
    const removed = quantity - left;
    if (removed > 0)
      await this.#ledger.query(REMOVE_PLACES, [eventId, tierId, gone, smaller?.id ?? null, smaller?.quantity ?? null, removed], tx);
    return removed;
  }
}
