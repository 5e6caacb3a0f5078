-- Orders with their items, stock, journal and timeline, each whole or not at all; one statement, and so one commit, for as many as come.
-- By order: $1 order_nos, $2 person_ids, $3 event_ids, $4 hold_epochs, $5 hold_serials, $6 emails, $7 names, $8 phones, $9 locales,
-- $10 currencies, $11 idempotency_keys, $12 input_hashes, $13 pay_bys (milliseconds), $14 sessions (null: none to ask for), $15 totals.
-- By item: $16 order_nos, $17 ids, $18 tier_ids, $19 price_ids, $20 seat_indexes, $21 amounts. No hold and no key twice in one call.
-- Returns when, and the numbers of those that were placed then: all of them at the moment at which the transaction began.
-- No row for an order: the hold has its order already, or the inventory was rebuilt (epoch), or payBy has passed, or the session has ended.
-- A constraint that one of them breaks undoes all of them.
-- FOR SHARE: a rebuild raises inventory_epoch, calling off changes the status, and both so wait for orders in flight; a login that ends a
-- guest's session does, too, and then takes all of the guest's orders along.
-- Two calls that share events, holds, seats and tiers cannot deadlock: each takes events, sessions, orders by hold, items by seat, and only
-- then stock by tier, each kind in one order for all.
WITH draft AS MATERIALIZED (
  SELECT *, to_timestamp(pay_by_ms / 1000) AS pay_by
  FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
              $12::text[], $13::float8[], $14::uuid[], $15::int[])
    AS draft (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, phone, locale,
              currency, idempotency_key, input_hash, pay_by_ms, session_id, total)
), wish AS MATERIALIZED (
  SELECT * FROM unnest($16::text[], $17::uuid[], $18::uuid[], $19::uuid[], $20::int[], $21::int[])
    AS wish (order_no, id, tier_id, price_id, seat_index, amount)
), gate AS MATERIALIZED (
  SELECT id, inventory_epoch FROM event WHERE id = ANY ($3::uuid[]) AND status <> 'CANCELLED' ORDER BY id FOR SHARE
), signed_in AS MATERIALIZED (
  SELECT id FROM session WHERE id = ANY ($14::uuid[]) AND revoked_at IS NULL ORDER BY id FOR SHARE
), placed AS (
  INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, phone, locale, currency,
                      idempotency_key, input_hash, pay_by, total_minor)
  SELECT draft.order_no, draft.person_id, draft.event_id, draft.hold_epoch, draft.hold_serial, draft.email, draft.name, draft.phone,
         draft.locale, draft.currency, draft.idempotency_key, draft.input_hash, draft.pay_by, draft.total
  FROM draft JOIN gate ON gate.id = draft.event_id AND gate.inventory_epoch = draft.hold_epoch
  WHERE clock_timestamp() < draft.pay_by
    AND (draft.session_id IS NULL OR EXISTS (SELECT FROM signed_in WHERE signed_in.id = draft.session_id))
  ORDER BY draft.event_id, draft.hold_epoch, draft.hold_serial
  ON CONFLICT (event_id, hold_epoch, hold_serial) DO NOTHING
  RETURNING order_no, person_id, event_id, created_at
), item AS (
  INSERT INTO order_item (id, order_no, event_id, tier_id, price_id, seat_index, amount_minor)
  SELECT wish.id, placed.order_no, placed.event_id, wish.tier_id, wish.price_id, wish.seat_index, wish.amount
  FROM placed JOIN wish USING (order_no)
  ORDER BY placed.event_id, wish.seat_index, wish.id
  RETURNING order_no, event_id, tier_id, seat_index
), moved AS (
  SELECT order_no, event_id, tier_id, seat_index, count(*)::int AS quantity FROM item GROUP BY order_no, event_id, tier_id, seat_index
), demand AS (
  SELECT tier_id, sum(quantity)::int AS quantity FROM moved WHERE seat_index IS NULL GROUP BY tier_id
), locked AS (
  SELECT tier_id FROM tier_stock WHERE tier_id IN (SELECT tier_id FROM demand) ORDER BY tier_id FOR UPDATE
), stock AS (
  UPDATE tier_stock SET taken = taken + demand.quantity
  FROM demand JOIN locked USING (tier_id) WHERE tier_stock.tier_id = demand.tier_id
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT event_id, tier_id, seat_index, quantity, 'RESERVED', order_no FROM moved ORDER BY event_id, seat_index
), step AS (
  INSERT INTO order_step (order_no, what, by) SELECT order_no, 'placed', person_id::text FROM placed
)
SELECT created_at, array_agg(order_no) AS order_nos FROM placed GROUP BY created_at
