-- Messages handed over a while ago whose effect is neither done (inbox) nor given up (dead letter that was not replayed).
-- Served by outbox_message_sent_at_idx from a watermark on, so that the settled past is not read again: `>=` is what that index knows.
SELECT m.id, m.queue, m.key, m.order_no, m.payload, m.sends, (extract(epoch FROM m.created_at) * 1000)::bigint AS created_ms,
       m.sent_at, m.job_id
FROM outbox_message m
WHERE m.sent_at IS NOT NULL
  AND m.sent_at >= coalesce($1::timestamptz, '-infinity')
  AND ($1::timestamptz IS NULL OR (m.sent_at, m.id) > ($1::timestamptz, $2::uuid))
  AND m.sent_at < $3::timestamptz
  AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)
  AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.key = m.key AND d.state <> 'REPLAYED')
ORDER BY m.sent_at, m.id
LIMIT $4
