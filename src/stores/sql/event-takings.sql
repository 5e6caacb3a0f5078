-- What an event ($1) earned, by tier and in all, and whether it adds up, order by order: what was taken or promised and not given back is
-- what was sold and still counts. Each of the sums is read from other rows than the ones it is compared with, all in one look.
-- An order counts once it was paid; a refund, once its items are not live any more.
WITH sold AS (
  SELECT order_no, status, status IN ('PAID', 'FULFILLED', 'REFUNDED') AS paid FROM orders WHERE event_id = $1::uuid
), item AS (
  SELECT i.order_no, i.tier_id, i.amount_minor, i.live, sold.status, t.status AS ticket
  FROM order_item i JOIN sold USING (order_no) LEFT JOIN ticket t ON t.item_id = i.id WHERE sold.paid OR t.status IS NOT NULL
), tier_sum AS (
  SELECT tier_id, sum(amount_minor)::int8 AS gross, coalesce(sum(amount_minor) FILTER (WHERE NOT live), 0)::int8 AS refunded
  FROM item WHERE status IN ('PAID', 'FULFILLED', 'REFUNDED') GROUP BY tier_id
), worth AS (
  SELECT order_no, coalesce(sum(amount_minor) FILTER (WHERE ticket IN ('VALID', 'USED')), 0) AS tickets,
         coalesce(sum(amount_minor) FILTER (WHERE ticket IS NULL AND live AND status = 'PAID'), 0) AS awaiting
  FROM item GROUP BY order_no
), money AS (
  SELECT p.order_no,
         coalesce(sum(p.amount_minor) FILTER (WHERE p.status = 'CAPTURED'), 0) AS captured,
         coalesce(sum(p.refunded_minor) FILTER (WHERE p.status = 'CAPTURED'), 0) AS returned,
         coalesce(sum(p.amount_minor) FILTER (WHERE p.status = 'AUTHORIZED' AND sold.paid), 0) AS promised,
         coalesce(sum(p.amount_minor - p.refunded_minor) FILTER (WHERE p.status = 'CAPTURED' AND NOT sold.paid), 0) AS undecided
  FROM payment p JOIN sold USING (order_no) GROUP BY p.order_no
), back AS (
  SELECT r.order_no, coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'PENDING'), 0) AS under_way,
         coalesce(sum(r.amount_minor) FILTER (WHERE r.status = 'FAILED'), 0) AS failed
  FROM refund r JOIN sold USING (order_no) JOIN payment p ON p.id = r.payment_id AND p.status IN ('CAPTURED', 'AUTHORIZED')
  GROUP BY r.order_no
), account AS (
  SELECT order_no, coalesce(captured, 0) AS captured, coalesce(returned, 0) AS returned, coalesce(promised, 0) AS promised,
         coalesce(undecided, 0) AS undecided, coalesce(tickets, 0) AS tickets, coalesce(awaiting, 0) AS awaiting,
         coalesce(under_way, 0) AS under_way, coalesce(failed, 0) AS failed
  FROM sold LEFT JOIN money USING (order_no) LEFT JOIN worth USING (order_no) LEFT JOIN back USING (order_no)
), difference AS (
  SELECT order_no, captured + promised - returned - tickets - awaiting - undecided - under_way - failed AS minor FROM account
)
SELECT
  coalesce((SELECT json_agg(json_build_object('tierId', tier_id, 'grossMinor', gross, 'refundedMinor', refunded)) FROM tier_sum), '[]') AS tiers,
  coalesce(sum(captured), 0)::int8 AS "capturedMinor",
  coalesce(sum(returned), 0)::int8 AS "returnedMinor",
  coalesce(sum(promised), 0)::int8 AS "promisedMinor",
  coalesce(sum(undecided), 0)::int8 AS "undecidedMinor",
  coalesce(sum(tickets), 0)::int8 AS "liveTicketMinor",
  coalesce(sum(awaiting), 0)::int8 AS "awaitingTicketsMinor",
  coalesce(sum(under_way), 0)::int8 AS "refundsUnderWayMinor",
  coalesce(sum(failed), 0)::int8 AS "refundsFailedMinor",
  (SELECT coalesce(sum(abs(minor)), 0)::int8 FROM difference) AS "differenceMinor",
  (SELECT coalesce(array_agg(order_no), '{}') FROM (SELECT order_no FROM difference WHERE minor <> 0 ORDER BY order_no LIMIT 100) AS first_ones)
    AS "unbalancedOrders"
FROM account
