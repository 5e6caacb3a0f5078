-- What messages about an order say of it: the buyer, the evening, and the sum of one refund.
SELECT o.order_no AS "orderNo", o.person_id AS "personId", o.status, o.email, o.name, o.phone, o.locale, o.currency,
       o.total_minor AS "totalMinor", o.refunded_minor AS "refundedMinor",
       show.title AS "showTitle", venue.name AS "venueName", venue.timezone, e.starts_at AS "startsAt",
       (SELECT r.amount_minor FROM refund r WHERE r.id = $2::uuid AND r.order_no = o.order_no) AS "refundMinor"
FROM orders o
JOIN event e ON e.id = o.event_id
JOIN show ON show.id = e.show_id
JOIN venue ON venue.id = e.venue_id
WHERE o.order_no = $1
