-- Events with their tiers and prices, in one look. $1 ids; the caller puts them in order.
SELECT e.id, e.show_id AS "showId", e.venue_id AS "venueId", e.chart_id AS "chartId", e.revision, e.status,
       e.starts_at AS "startsAt", e.sale_opens_at AS "saleOpensAt", e.sale_closes_at AS "saleClosesAt", e.currency,
       e.max_per_buyer AS "maxPerBuyer", e.orphan_rule AS "orphanRule", e.waiting_room AS "waitingRoom",
       e.inventory_epoch AS "inventoryEpoch",
       coalesce((
         SELECT json_agg(json_build_object(
           'id', t.id, 'position', t.position, 'name', t.name, 'kind', t.kind, 'category', t.category, 'color', t.color,
           'capacity', t.capacity,
           'prices', (
             SELECT json_agg(json_build_object(
               'id', p.id, 'position', p.position, 'name', p.name, 'amountMinor', p.amount_minor, 'from', p."from", 'until', p."until"
             ) ORDER BY p.position) FROM price p WHERE p.tier_id = t.id
           )
         ) ORDER BY t.position) FROM tier t WHERE t.event_id = e.id
       ), '[]') AS tiers
FROM event e
WHERE e.id = ANY ($1::uuid[])
