-- A page of orders, newest first, one row more than asked for.
-- $1 person, $2 event, $3 status, $4 order number, $5 e-mail, $6 name pattern (all null: any), $7 and $8 the last row seen, $9 rows.
SELECT * FROM orders
WHERE ($1::uuid IS NULL OR person_id = $1::uuid)
  AND ($2::uuid IS NULL OR event_id = $2::uuid)
  AND ($3::order_status IS NULL OR status = $3::order_status)
  AND ($4::text IS NULL OR order_no = $4 OR lower(email) = $5 OR name ILIKE $6)
  AND ($7::timestamptz IS NULL OR (created_at, order_no) < ($7::timestamptz, $8))
ORDER BY created_at DESC, order_no DESC
LIMIT $9::int
