-- The audit equation of messages: written = done + dead + waiting. An effect that was done after all counts as done, not as dead.
SELECT count(*) AS written,
       count(i.key) AS done,
       count(*) FILTER (WHERE i.key IS NULL AND d.key IS NOT NULL) AS dead,
       count(*) FILTER (WHERE i.key IS NULL AND d.key IS NULL) AS waiting
FROM outbox_message m
LEFT JOIN inbox_message i ON i.key = m.key
LEFT JOIN dead_letter d ON d.key = m.key AND d.state <> 'REPLAYED'
