-- Notes messages as handed over: $1 their ids in order, $2 the place of the job of each in $3, 0 for none. Which place an id has is a search in
-- $1: cheaper than a join. The sub-selects hide how many there are, so that no plan reads whole tables. The transaction does not wait for
-- the disk: a crash of the ledger may forget that messages were sent, and then they are sent twice.
WITH off_the_list AS (
  DELETE FROM outbox_waiting WHERE id = ANY ((SELECT $1::uuid[])::uuid[])
)
UPDATE outbox_message
SET sent_at = statement_timestamp(), sends = sends + 1, job_id = ($3::text[])[($2::smallint[])[width_bucket(id, $1::uuid[])]]
FROM set_config('synchronous_commit', 'off', true)
WHERE id = ANY ((SELECT $1::uuid[])::uuid[])
