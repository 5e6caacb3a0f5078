-- Takes the tiers of a draft away, with prices and stock. $1 event.
WITH gone AS (
  SELECT id FROM tier WHERE event_id = $1::uuid
), prices AS (
  DELETE FROM price WHERE tier_id IN (SELECT id FROM gone)
), stock AS (
  DELETE FROM tier_stock WHERE tier_id IN (SELECT id FROM gone)
)
DELETE FROM tier WHERE id IN (SELECT id FROM gone)
