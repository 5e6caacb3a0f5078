-- One page of events by start, earliest first: of one show ($1) or of all (null). $2: drafts too. $3: only where the sale stands
-- at $4 by the clock; the CASE is statusAt of src/domain/event.ts. $5, $6: start and id of the last row seen. $7: rows.
SELECT e.id, e.starts_at AS "startsAt"
FROM event e
WHERE ($1::uuid IS NULL OR e.show_id = $1)
  AND ($2::boolean OR e.status <> 'DRAFT')
  AND ($3::text IS NULL OR $3 = CASE
    WHEN e.status NOT IN ('PREPARED', 'ON_SALE') THEN e.status::text
    WHEN $4::timestamptz >= e.sale_closes_at THEN 'CLOSED'
    WHEN $4::timestamptz >= e.sale_opens_at THEN 'ON_SALE'
    ELSE 'PREPARED'
  END)
  AND ($5::timestamptz IS NULL OR (e.starts_at, e.id) > ($5, $6::uuid))
ORDER BY e.starts_at, e.id
LIMIT $7
