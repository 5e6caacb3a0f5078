import type pg from 'pg';
import { newId } from '../../src/domain/id.js';

/** Rows that an order needs around it, written directly: tests of the ledger begin below the services. */
export interface LedgerEvent {
  eventId: string;
  personId: string;
  seated: { tierId: string; priceId: string };
  standing: { tierId: string; priceId: string; capacity: number };
}

/** Writes a person and an event with 100 seats and a standing tier; epoch 1. */
export async function writeLedgerEvent(pool: pg.Pool, capacity = 5): Promise<LedgerEvent> {
  const [personId, venueId, showId, eventId] = [newId(), newId(), newId(), newId()];
  const seated = { tierId: newId(), priceId: newId() };
  const standing = { tierId: newId(), priceId: newId(), capacity };
  await pool.query(`INSERT INTO person (id) VALUES ($1)`, [personId]);
  await pool.query(`INSERT INTO venue (id, name, timezone) VALUES ($1, 'House', 'UTC')`, [venueId]);
  await pool.query(`INSERT INTO show (id, title, description) VALUES ($1, 'Show', '')`, [showId]);
  await pool.query(
    `INSERT INTO event (id, show_id, venue_id, status, starts_at, sale_opens_at, sale_closes_at, currency, inventory_epoch)
     VALUES ($1, $2, $3, 'ON_SALE', now() + interval '9 days', now() - interval '1 day', now() + interval '8 days', 'EUR', 1)`,
    [eventId, showId, venueId],
  );
  await pool.query(
    `INSERT INTO tier (id, event_id, position, name, kind, category, capacity)
     VALUES ($1, $3, 0, 'Stalls', 'SEATED', 'Stalls', 100), ($2, $3, 1, 'Standing', 'GENERAL_ADMISSION', NULL, $4)`,
    [seated.tierId, standing.tierId, eventId, capacity],
  );
  await pool.query(
    `INSERT INTO price (id, tier_id, position, name, amount_minor) VALUES ($1, $2, 0, 'Standard', 4500), ($3, $4, 0, 'Standard', 1500)`,
    [seated.priceId, seated.tierId, standing.priceId, standing.tierId],
  );
  await pool.query(`INSERT INTO tier_stock (tier_id, capacity) VALUES ($1, $2)`, [standing.tierId, capacity]);
  return { eventId, personId, seated, standing };
}
