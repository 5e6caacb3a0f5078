-- Writes what staff changed: $1 event, then its terms as they shall be.
UPDATE event
SET status = $2::event_status, starts_at = $3, sale_opens_at = $4, sale_closes_at = $5, max_per_buyer = $6, orphan_rule = $7,
    waiting_room = $8, revision = revision + 1
WHERE id = $1::uuid
