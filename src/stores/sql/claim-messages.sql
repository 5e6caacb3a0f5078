-- Locks waiting messages for a relay: $1 most, $2 id that they lie behind. One look-up a message, whatever the planner thinks of the rest
-- (OFFSET 0). What stands in the list and does not wait, or is not there, comes along with `waits` false.
WITH taken AS MATERIALIZED (
  SELECT id FROM outbox_waiting WHERE id > $2::uuid ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
)
SELECT taken.id, m.queue, m.key, m.order_no, m.payload, m.sends, m.created_ms, m.id IS NOT NULL AND m.sent_at IS NULL AS waits
FROM taken
LEFT JOIN LATERAL (
  SELECT id, queue, key, order_no, payload, sends, sent_at, (extract(epoch FROM created_at) * 1000)::bigint AS created_ms
  FROM outbox_message WHERE outbox_message.id = taken.id OFFSET 0
) m ON true
ORDER BY taken.id
