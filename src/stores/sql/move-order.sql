-- Compare-and-set of an order's status with its timeline and, for PAID, its journal.
-- $1 order_no, $2 allowed statuses, $3 new status, $4 what, $5 detail, $6 by, $7 failure_code.
WITH moved AS (
  UPDATE orders SET status = $3::order_status, revision = revision + 1, failure_code = coalesce($7, failure_code)
  WHERE order_no = $1 AND status = ANY ($2::order_status[])
  RETURNING *
), step AS (
  INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, $4, $5, $6 FROM moved
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT item.event_id, item.tier_id, item.seat_index, count(*), 'SOLD', item.order_no
  FROM order_item AS item JOIN moved USING (order_no)
  WHERE $3 = 'PAID' AND item.live
  GROUP BY item.event_id, item.tier_id, item.seat_index, item.order_no
)
SELECT * FROM moved
