-- Tickets of an order with all that is printed on them.
SELECT t.id, t.code, t.order_no AS "orderNo", t.item_id AS "itemId", t.status,
       i.seat_index AS "seatIndex", i.amount_minor AS "amountMinor", o.currency,
       tier.name AS "tierName", price.name AS "priceName", e.chart_id AS "chartId", e.starts_at AS "startsAt",
       show.title AS "showTitle", venue.name AS "venueName", venue.timezone
FROM ticket t
JOIN order_item i ON i.id = t.item_id
JOIN orders o ON o.order_no = t.order_no
JOIN event e ON e.id = o.event_id
JOIN tier ON tier.id = i.tier_id
JOIN price ON price.id = i.price_id
JOIN show ON show.id = e.show_id
JOIN venue ON venue.id = e.venue_id
WHERE t.order_no = $1
ORDER BY i.seat_index NULLS LAST, t.id
