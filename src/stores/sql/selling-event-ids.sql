-- Events whose map counts: prepared, and not over for a day. Closed ones too: orders in hand may still be paid or given up.
SELECT id FROM event
WHERE inventory_epoch > 0 AND status NOT IN ('DRAFT', 'CANCELLED') AND starts_at > now() - interval '1 day'
ORDER BY starts_at, id
