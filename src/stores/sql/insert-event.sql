-- A draft without its tiers.
INSERT INTO event (id, show_id, venue_id, chart_id, starts_at, sale_opens_at, sale_closes_at, currency, max_per_buyer, orphan_rule,
                   waiting_room)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, $8, $9, $10, $11)
