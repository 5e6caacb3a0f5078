-- One order with its items, stock, journal and timeline, or nothing.
-- $1 order_no, $2 person_id, $3 event_id, $4 hold_epoch, $5 hold_serial, $6 email, $7 name, $8 phone, $9 locale, $10 currency,
-- $11 idempotency_key, $12 input_hash, $13 pay_by, and by item: $14 ids, $15 tier_ids, $16 price_ids, $17 seat_indexes, $18 amounts;
-- $19 session (null: none to ask for).
-- No row: the hold has its order already, or the inventory was rebuilt (epoch), or payBy has passed, or the session has ended.
-- FOR SHARE: a rebuild raises inventory_epoch, calling off changes the status, and both so wait for orders in flight; a login that ends a guest's session does, too, and
-- then takes all of the guest's orders along. Seats go in by index, and stock is
-- locked by tier, so that two orders that share some wait for one another in the same order and cannot deadlock.
WITH gate AS (
  SELECT id FROM event WHERE id = $3::uuid AND inventory_epoch = $4::int AND status <> 'CANCELLED' FOR SHARE
), signed_in AS (
  SELECT id FROM session WHERE id = $19::uuid AND revoked_at IS NULL FOR SHARE
), placed AS (
  INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, phone, locale, currency,
                      idempotency_key, input_hash, pay_by, total_minor)
  SELECT $1, $2::uuid, gate.id, $4::int, $5::int, $6, $7, $8, $9, $10,
         $11, $12, $13::timestamptz, (SELECT sum(amount) FROM unnest($18::int[]) AS amount)
  FROM gate
  WHERE clock_timestamp() < $13::timestamptz AND ($19::uuid IS NULL OR EXISTS (SELECT FROM signed_in))
  ON CONFLICT (event_id, hold_epoch, hold_serial) DO NOTHING
  RETURNING *
), item AS (
  INSERT INTO order_item (id, order_no, event_id, tier_id, price_id, seat_index, amount_minor)
  SELECT draft.id, placed.order_no, placed.event_id, draft.tier_id, draft.price_id, draft.seat_index, draft.amount
  FROM placed,
       unnest($14::uuid[], $15::uuid[], $16::uuid[], $17::int[], $18::int[]) AS draft (id, tier_id, price_id, seat_index, amount)
  ORDER BY draft.seat_index, draft.id
  RETURNING tier_id, seat_index
), moved AS (
  SELECT tier_id, seat_index, count(*)::int AS quantity FROM item GROUP BY tier_id, seat_index
), locked AS (
  SELECT tier_id FROM tier_stock WHERE tier_id IN (SELECT tier_id FROM moved WHERE seat_index IS NULL) ORDER BY tier_id FOR UPDATE
), stock AS (
  UPDATE tier_stock SET taken = taken + moved.quantity
  FROM moved JOIN locked USING (tier_id) WHERE tier_stock.tier_id = moved.tier_id AND moved.seat_index IS NULL
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT placed.event_id, moved.tier_id, moved.seat_index, moved.quantity, 'RESERVED', placed.order_no FROM placed, moved
), step AS (
  INSERT INTO order_step (order_no, what, by) SELECT order_no, 'placed', person_id::text FROM placed
)
SELECT * FROM placed
