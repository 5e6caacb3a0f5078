-- PENDING to EXPIRED or CANCELLED: the items are no longer live, and the stock, the journal and the timeline say so.
-- Stock is locked by tier, as in place-order: else two orders for the same tiers could wait for one another.
-- $1 order_no, $2 allowed statuses, $3 new status, $4 what, $5 detail, $6 by, $7 failure_code.
WITH moved AS (
  UPDATE orders SET status = $3::order_status, revision = revision + 1, failure_code = $7
  WHERE order_no = $1 AND status = ANY ($2::order_status[])
  RETURNING *
), item AS (
  UPDATE order_item SET live = false FROM moved
  WHERE order_item.order_no = moved.order_no AND order_item.live
  RETURNING order_item.event_id, order_item.tier_id, order_item.seat_index, order_item.order_no
), freed AS (
  SELECT event_id, tier_id, seat_index, order_no, count(*)::int AS quantity
  FROM item GROUP BY event_id, tier_id, seat_index, order_no
), locked AS (
  SELECT tier_id FROM tier_stock WHERE tier_id IN (SELECT tier_id FROM freed WHERE seat_index IS NULL) ORDER BY tier_id FOR UPDATE
), stock AS (
  UPDATE tier_stock SET taken = taken - freed.quantity
  FROM freed JOIN locked USING (tier_id) WHERE tier_stock.tier_id = freed.tier_id AND freed.seat_index IS NULL
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT event_id, tier_id, seat_index, quantity, 'RELEASED', order_no FROM freed
), step AS (
  INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, $4, $5, $6 FROM moved
)
SELECT * FROM moved
