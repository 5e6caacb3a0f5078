-- One row a key, written by the worker that saw the last failure and by the reconciler, in any order and any number of times.
-- A letter that staff discarded stays discarded; a replayed one that failed later than it was known to opens again.
WITH known AS (SELECT state, last_failed_at FROM dead_letter WHERE key = $4),
written AS (
  INSERT INTO dead_letter (id, queue, job_name, key, order_no, payload, error, attempts, first_failed_at, last_failed_at)
  SELECT $1::uuid, $2, $3, $4, $5, $6::jsonb, $7, $8, $9::timestamptz, $10::timestamptz
  WHERE NOT EXISTS (SELECT FROM inbox_message WHERE key = $4)
  ON CONFLICT (key) DO UPDATE
  SET error = EXCLUDED.error,
      attempts = EXCLUDED.attempts,
      last_failed_at = EXCLUDED.last_failed_at,
      state = CASE WHEN dead_letter.state = 'REPLAYED' THEN 'OPEN'::dead_letter_state ELSE dead_letter.state END
  WHERE EXCLUDED.last_failed_at > dead_letter.last_failed_at
  RETURNING key
)
SELECT NOT EXISTS (SELECT FROM known) OR EXISTS (SELECT FROM known WHERE state = 'REPLAYED') AS fresh FROM written
