-- EXPIRED to PAID: an order whose money came too late gets its seats back, or others of the same tiers. The caller has locked the order.
-- FOR SHARE as in place-order: calling the event off waits for this, or is seen here. Stock is locked by tier, as there.
-- $1 order_no, and by item with a seat: $2 item ids, $3 seat indexes; $4 detail, $5 by.
-- No row: a seat or a place is not to be had, the event is off or has begun, or the order is not EXPIRED.
WITH gate AS (
  SELECT id FROM event WHERE id = (SELECT event_id FROM orders WHERE order_no = $1) AND status <> 'CANCELLED' AND starts_at > clock_timestamp()
  FOR SHARE
), wish AS (
  SELECT item_id, seat_index FROM unnest($2::uuid[], $3::int[]) AS wish (item_id, seat_index)
), places AS (
  SELECT tier_id, count(*)::int AS quantity FROM order_item WHERE order_no = $1 AND seat_index IS NULL GROUP BY tier_id
), locked AS (
  SELECT tier_id, capacity - taken AS room FROM tier_stock WHERE tier_id IN (SELECT tier_id FROM places) ORDER BY tier_id FOR UPDATE
), moved AS (
  UPDATE orders SET status = 'PAID', revision = revision + 1, failure_code = NULL
  FROM gate
  WHERE order_no = $1 AND orders.status = 'EXPIRED'
    AND NOT EXISTS (SELECT FROM wish JOIN order_item sold ON sold.event_id = gate.id AND sold.seat_index = wish.seat_index AND sold.live)
    AND NOT EXISTS (SELECT FROM wish JOIN block ON block.event_id = gate.id AND block.seat_index = wish.seat_index)
    AND NOT EXISTS (SELECT FROM places LEFT JOIN locked USING (tier_id) WHERE coalesce(room, 0) < quantity)
  RETURNING orders.*
), item AS (
  UPDATE order_item SET live = true,
    seat_index = CASE WHEN order_item.seat_index IS NULL THEN NULL ELSE (SELECT wish.seat_index FROM wish WHERE wish.item_id = order_item.id) END
  FROM moved WHERE order_item.order_no = moved.order_no
  RETURNING order_item.event_id, order_item.tier_id, order_item.seat_index, order_item.order_no
), taken AS (
  SELECT event_id, tier_id, seat_index, order_no, count(*)::int AS quantity FROM item GROUP BY event_id, tier_id, seat_index, order_no
), stock AS (
  UPDATE tier_stock SET taken = tier_stock.taken + taken.quantity
  FROM taken JOIN locked USING (tier_id) WHERE tier_stock.tier_id = taken.tier_id AND taken.seat_index IS NULL
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT event_id, tier_id, seat_index, quantity, movement::movement, order_no
  FROM taken, unnest(ARRAY['RESERVED', 'SOLD']) WITH ORDINALITY AS step (movement, at) ORDER BY at
), step AS (
  INSERT INTO order_step (order_no, what, detail, by)
  SELECT order_no, what, detail, $5 FROM moved, unnest(ARRAY['reacquired', 'paid'], ARRAY[$4, NULL]) AS told (what, detail)
)
SELECT * FROM moved
