-- One row a key, written by the worker that saw the last failure and by the reconciler, in any order and any number of times.
-- A letter that staff discarded stays discarded; a replayed one that failed later than it was known to opens again, and its tries are
-- added to those before. A letter that is new or open again is told in the timeline of its order.
WITH known AS (SELECT state FROM dead_letter WHERE key = $4),
written AS (
  INSERT INTO dead_letter (id, queue, job_name, key, order_no, payload, error, attempts, first_failed_at, last_failed_at)
  SELECT $1::uuid, $2, $3, $4, $5, $6::jsonb, $7, $8, $9::timestamptz, $10::timestamptz
  WHERE NOT EXISTS (SELECT FROM inbox_message WHERE key = $4)
  ON CONFLICT (key) DO UPDATE
  SET error = EXCLUDED.error,
      attempts = EXCLUDED.attempts + CASE WHEN dead_letter.state = 'REPLAYED' THEN dead_letter.attempts ELSE 0 END,
      last_failed_at = EXCLUDED.last_failed_at,
      decided_at = CASE WHEN dead_letter.state = 'REPLAYED' THEN NULL ELSE dead_letter.decided_at END,
      decided_by = CASE WHEN dead_letter.state = 'REPLAYED' THEN NULL ELSE dead_letter.decided_by END,
      state = CASE WHEN dead_letter.state = 'REPLAYED' THEN 'OPEN'::dead_letter_state ELSE dead_letter.state END
  WHERE EXCLUDED.last_failed_at > dead_letter.last_failed_at
  RETURNING id, order_no
), fresh AS (
  SELECT id, order_no FROM written WHERE NOT EXISTS (SELECT FROM known) OR EXISTS (SELECT FROM known WHERE state = 'REPLAYED')
), touched AS (
  UPDATE orders SET revision = revision + 1 FROM fresh WHERE orders.order_no = fresh.order_no RETURNING orders.order_no
), step AS (
  INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, 'dead-lettered', $2, 'system:' || $2 FROM touched
)
SELECT id FROM fresh
