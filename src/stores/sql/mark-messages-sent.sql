-- Notes messages as handed over: $1 ids, $2 the jobs that carry them. Its transaction does not wait for the disk: a crash of the ledger may
-- forget that messages were sent, and then they are sent twice. The sub-selects hide how many there are, so that no plan reads whole tables.
WITH off_the_list AS (
  DELETE FROM outbox_waiting WHERE id = ANY ((SELECT $1::uuid[])::uuid[])
)
UPDATE outbox_message m SET sent_at = statement_timestamp(), sends = sends + 1, job_id = handover.job_id
FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[])) AS handover (id, job_id), set_config('synchronous_commit', 'off', true)
WHERE m.id = handover.id
