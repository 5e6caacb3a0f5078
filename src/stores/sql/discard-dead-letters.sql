-- Gives up open dead letters for good. Locks as in replay-dead-letters. One whose effect was done meanwhile is closed and says so.
-- $1 ids of letters, $2 who, $3 why.
WITH locked AS (
  SELECT id, queue, key, order_no FROM dead_letter WHERE id = ANY ($1::uuid[]) AND state = 'OPEN' ORDER BY id FOR UPDATE
), judged AS (
  SELECT locked.*, EXISTS (SELECT FROM inbox_message WHERE inbox_message.key = locked.key) AS done FROM locked
), decided AS (
  UPDATE dead_letter d
  SET state = 'DISCARDED',
      decided_at = clock_timestamp(),
      decided_by = $2,
      decision = CASE WHEN judged.done THEN 'its effect was done meanwhile' ELSE $3 END
  FROM judged WHERE d.id = judged.id
), touched AS (
  SELECT order_no FROM orders WHERE order_no IN (SELECT order_no FROM judged WHERE NOT done) ORDER BY order_no FOR UPDATE
), raised AS (
  UPDATE orders SET revision = revision + 1 FROM touched WHERE orders.order_no = touched.order_no
), step AS (
  INSERT INTO order_step (order_no, what, detail, by)
  SELECT judged.order_no, 'discarded', judged.queue, $2 FROM judged JOIN touched USING (order_no) WHERE NOT judged.done
)
SELECT id, order_no AS "orderNo", done FROM judged
