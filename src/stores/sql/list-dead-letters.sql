-- Newest failure first, by key, so that a page costs the same however deep it lies.
SELECT id, queue, job_name, key, order_no, payload, error, attempts, first_failed_at, last_failed_at, state
FROM dead_letter
WHERE ($1::uuid[] IS NULL OR id = ANY ($1::uuid[]))
  AND ($2::text IS NULL OR queue = $2)
  AND ($3::text IS NULL OR strpos(lower(error), lower($3)) > 0)
  AND ($4::timestamptz IS NULL OR last_failed_at >= $4)
  AND ($5::dead_letter_state IS NULL OR state = $5::dead_letter_state)
  AND ($6::timestamptz IS NULL OR (last_failed_at, id) < ($6::timestamptz, $7::uuid))
ORDER BY last_failed_at DESC, id DESC
LIMIT $8
