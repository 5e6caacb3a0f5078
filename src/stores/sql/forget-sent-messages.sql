-- Takes off the list what does not wait: a relay of an older version knows no list. The first of it only: it is long in a burst, and then
-- nothing in it is stale for long.
-- A message that was sent is locked while its entry goes: made to wait again meanwhile, it would find the entry there still, write none, and
-- be forgotten with it. Now whoever makes it wait again comes before, and it is left alone, or after, and writes the entry anew.
WITH first AS MATERIALIZED (
  SELECT id FROM outbox_waiting ORDER BY id LIMIT 1000
), sent AS MATERIALIZED (
  SELECT id FROM outbox_message WHERE id IN (SELECT id FROM first) AND sent_at IS NOT NULL ORDER BY id FOR SHARE SKIP LOCKED
), gone AS MATERIALIZED (
  SELECT id FROM first WHERE NOT EXISTS (SELECT FROM outbox_message WHERE outbox_message.id = first.id)
)
DELETE FROM outbox_waiting WHERE id IN (SELECT id FROM sent UNION ALL SELECT id FROM gone)
