-- Lets one in: VALID to USED by compare-and-set, with a word in the timeline of the order. $1 event, $2 code, $3 who.
WITH used AS (
  UPDATE ticket SET status = 'USED', used_at = clock_timestamp(), used_by = $3
  FROM orders WHERE orders.order_no = ticket.order_no AND orders.event_id = $1::uuid AND ticket.code = $2 AND ticket.status = 'VALID'
  RETURNING ticket.*
), touched AS (
  UPDATE orders SET revision = revision + 1 FROM used WHERE orders.order_no = used.order_no
), step AS (
  INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, 'checked-in', NULL, $3 FROM used
)
SELECT id, code, order_no AS "orderNo", item_id AS "itemId", status, used_at AS "usedAt", $1::uuid AS "eventId" FROM used
