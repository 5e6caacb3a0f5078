-- Locks waiting messages for a relay: $1 most, $2 id that they lie behind. They are looked up in one go through the index, in its order,
-- and because the planner cannot count an ARRAY of a sub-select, by no other way however many there are.
WITH taken AS MATERIALIZED (
  SELECT id FROM outbox_waiting WHERE id > $2::uuid ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
)
SELECT id, queue, key, order_no, payload, sends, (extract(epoch FROM created_at) * 1000)::bigint AS created_ms
FROM outbox_message
WHERE id = ANY (ARRAY(SELECT id FROM taken)) AND sent_at IS NULL
ORDER BY id
