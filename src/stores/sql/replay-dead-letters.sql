-- Makes the messages of dead letters wait again. Of two who replay at once, the second waits for the lock and then finds another state.
-- Locks are taken in one order: letters by id, then orders by number. A letter whose effect was done meanwhile is closed instead.
-- $1 ids of letters, $2 as many fresh ids, for messages that are not in the outbox any more, $3 state to start from, $4 who.
WITH locked AS (
  SELECT id, queue, key, order_no, payload FROM dead_letter
  WHERE id = ANY ($1::uuid[]) AND state = $3::dead_letter_state
  ORDER BY id FOR UPDATE
), judged AS (
  SELECT locked.*, EXISTS (SELECT FROM inbox_message WHERE inbox_message.key = locked.key) AS done FROM locked
), decided AS (
  UPDATE dead_letter d
  SET state = CASE WHEN judged.done THEN 'DISCARDED'::dead_letter_state ELSE 'REPLAYED'::dead_letter_state END,
      decided_at = clock_timestamp(),
      decided_by = $4,
      decision = CASE WHEN judged.done THEN 'its effect was done meanwhile' END
  FROM judged WHERE d.id = judged.id
), replayed AS (
  SELECT * FROM judged WHERE NOT done
), resent AS (
  UPDATE outbox_message m SET sent_at = NULL FROM replayed WHERE m.key = replayed.key AND m.sent_at IS NOT NULL
), rewritten AS (
  INSERT INTO outbox_message (id, queue, key, order_no, payload)
  SELECT fresh.id, replayed.queue, replayed.key, replayed.order_no, replayed.payload
  FROM replayed JOIN unnest($1::uuid[], $2::uuid[]) AS fresh (letter_id, id) ON fresh.letter_id = replayed.id
  WHERE NOT EXISTS (SELECT FROM outbox_message m WHERE m.key = replayed.key)
  ON CONFLICT (key) DO NOTHING
), touched AS (
  SELECT order_no FROM orders WHERE order_no IN (SELECT order_no FROM replayed) ORDER BY order_no FOR UPDATE
), raised AS (
  UPDATE orders SET revision = revision + 1 FROM touched WHERE orders.order_no = touched.order_no
), step AS (
  INSERT INTO order_step (order_no, what, detail, by)
  SELECT replayed.order_no, 'replayed', replayed.queue, $4 FROM replayed JOIN touched USING (order_no)
)
SELECT id, order_no AS "orderNo", done FROM judged
