-- What an event ($1) earned, by tier and in all. An order counts once it was paid; a refund, once its items are not live any more.
WITH paid AS (
  SELECT order_no FROM orders WHERE event_id = $1::uuid AND status IN ('PAID', 'FULFILLED', 'REFUNDED')
), item AS (
  SELECT i.id, i.tier_id, i.amount_minor, i.live FROM order_item i JOIN paid USING (order_no)
), tier_sum AS (
  SELECT tier_id, sum(amount_minor)::int8 AS gross, coalesce(sum(amount_minor) FILTER (WHERE NOT live), 0)::int8 AS refunded
  FROM item GROUP BY tier_id
)
SELECT
  coalesce((SELECT json_agg(json_build_object('tierId', tier_id, 'grossMinor', gross, 'refundedMinor', refunded)) FROM tier_sum), '[]') AS tiers,
  (SELECT coalesce(sum(p.amount_minor), 0)::int8 FROM payment p JOIN orders o USING (order_no)
   WHERE o.event_id = $1::uuid AND p.status = 'CAPTURED') AS "capturedMinor",
  (SELECT coalesce(sum(p.refunded_minor), 0)::int8 FROM payment p JOIN orders o USING (order_no)
   WHERE o.event_id = $1::uuid) AS "returnedMinor",
  (SELECT coalesce(sum(item.amount_minor), 0)::int8 FROM item JOIN ticket ON ticket.item_id = item.id
   WHERE ticket.status IN ('VALID', 'USED')) AS "liveTicketMinor"
