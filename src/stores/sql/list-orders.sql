-- A page of orders, newest first, one row more than asked for.
-- $1 person, $2 event, $3 status, $4 order number, $5 pattern for name and e-mail (all null: any), $6 and $7 the last row seen, $8 rows.
SELECT * FROM orders
WHERE ($1::uuid IS NULL OR person_id = $1::uuid)
  AND ($2::uuid IS NULL OR event_id = $2::uuid)
  AND ($3::order_status IS NULL OR status = $3::order_status)
  AND ($4::text IS NULL OR order_no = $4 OR email ILIKE $5 OR name ILIKE $5)
  AND ($6::timestamptz IS NULL OR (created_at, order_no) < ($6::timestamptz, $7))
ORDER BY created_at DESC, order_no DESC
LIMIT $8::int
