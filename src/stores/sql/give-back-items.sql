-- Items of a paid order are given back: the refund with its items, tickets, stock, journal, timeline and the order itself.
-- The caller has locked the order. Stock is locked by tier, as in place-order: else two orders could wait for one another.
-- $1 refund id, $2 order_no, $3 item ids, $4 payment_id (null: no money moves), $5 reason, $6 return_to, $7 by, $8 idempotency_key,
-- $9 input_hash, $10 failure_code of an order of which nothing is left.
WITH item AS (
  UPDATE order_item SET live = false
  WHERE order_no = $2 AND id = ANY ($3::uuid[]) AND live
    AND EXISTS (SELECT FROM orders WHERE order_no = $2 AND status IN ('PAID', 'FULFILLED'))
  RETURNING id, event_id, tier_id, seat_index, amount_minor
), money AS (
  SELECT count(*)::int AS items, CASE WHEN $4::uuid IS NULL THEN 0 ELSE sum(amount_minor)::int END AS amount FROM item HAVING count(*) > 0
), rest AS (
  SELECT EXISTS (SELECT FROM order_item WHERE order_no = $2 AND live AND id <> ALL ($3::uuid[])) AS live
), moved AS (
  UPDATE orders SET revision = revision + 1, refunded_minor = refunded_minor + money.amount,
    status = CASE WHEN rest.live THEN status ELSE 'REFUNDED'::order_status END,
    failure_code = CASE WHEN rest.live THEN failure_code ELSE coalesce($10, failure_code) END
  FROM money, rest WHERE order_no = $2
  RETURNING currency
), decided AS (
  INSERT INTO refund (id, order_no, payment_id, status, amount_minor, reason, return_to, by, idempotency_key, input_hash, settled_at)
  SELECT $1::uuid, $2, $4::uuid, CASE WHEN amount = 0 THEN 'DONE'::refund_status ELSE 'PENDING' END, amount, $5, $6::return_to, $7, $8, $9,
         CASE WHEN amount = 0 THEN clock_timestamp() END
  FROM money
  RETURNING *
), proof AS (
  INSERT INTO refund_item (item_id, refund_id) SELECT item.id, decided.id FROM item, decided
), voided AS (
  UPDATE ticket SET status = 'VOID' FROM item WHERE ticket.item_id = item.id
), freed AS (
  SELECT event_id, tier_id, seat_index, count(*)::int AS quantity FROM item GROUP BY event_id, tier_id, seat_index
), locked AS (
  SELECT tier_id FROM tier_stock WHERE tier_id IN (SELECT tier_id FROM freed WHERE seat_index IS NULL) ORDER BY tier_id FOR UPDATE
), stock AS (
  UPDATE tier_stock SET taken = taken - freed.quantity
  FROM freed JOIN locked USING (tier_id) WHERE tier_stock.tier_id = freed.tier_id AND freed.seat_index IS NULL
), journal AS (
  INSERT INTO stock_movement (event_id, tier_id, seat_index, quantity, movement, order_no)
  SELECT event_id, tier_id, seat_index, quantity, 'RETURNED', $2 FROM freed
), step AS (
  INSERT INTO order_step (order_no, what, detail, by)
  SELECT $2, CASE WHEN amount = 0 THEN 'refunded' ELSE 'refund-begun' END, items || CASE WHEN items = 1 THEN ' item: ' ELSE ' items: ' END || $5, $7
  FROM money
)
SELECT decided.*, moved.currency FROM decided, moved
