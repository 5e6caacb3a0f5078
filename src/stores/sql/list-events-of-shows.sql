-- The same page of events for several shows at once: $1 shows, $2 drafts too, $3 and $4 start and id of the last row seen, $5 rows each.
SELECT page.*
FROM unnest($1::uuid[]) AS wanted (show_id)
CROSS JOIN LATERAL (
  SELECT e.id, e.show_id AS "showId", e.starts_at AS "startsAt"
  FROM event e
  WHERE e.show_id = wanted.show_id
    AND ($2::boolean OR e.status <> 'DRAFT')
    AND ($3::timestamptz IS NULL OR (e.starts_at, e.id) > ($3, $4::uuid))
  ORDER BY e.starts_at, e.id
  LIMIT $5
) AS page
ORDER BY page."startsAt", page.id
