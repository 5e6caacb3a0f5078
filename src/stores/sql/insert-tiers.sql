-- Tiers with their prices, and the stock of general admission. $1 event, $2 tiers and $3 prices as JSON lists.
WITH tier_draft AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb)
    AS t (id uuid, position int, name text, kind tier_kind, category text, color text, capacity int)
), written AS (
  INSERT INTO tier (id, event_id, position, name, kind, category, color, capacity)
  SELECT id, $1::uuid, position, name, kind, category, color, capacity FROM tier_draft
), stocked AS (
  INSERT INTO tier_stock (tier_id, capacity) SELECT id, capacity FROM tier_draft WHERE kind = 'GENERAL_ADMISSION'
)
INSERT INTO price (id, tier_id, position, name, amount_minor, "from", "until")
SELECT id, "tierId", position, name, "amountMinor", "from", "until"
FROM jsonb_to_recordset($3::jsonb)
  AS p (id uuid, "tierId" uuid, position int, name text, "amountMinor" int, "from" timestamptz, "until" timestamptz)
