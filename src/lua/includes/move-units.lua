--- @include "tier-counts.lua"

--- Moves units of one tier from one counter to another, so that their sum cannot change.
local function move_units(draft, tier, quantity, from, to)
  local counts = tier_counts(draft, tier)
  counts[from] = counts[from] - quantity
  counts[to] = counts[to] + quantity
  counts.changed = true
  draft.touched = true
end
