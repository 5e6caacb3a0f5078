--- @include "tier-counts.lua"

--- Sets the counters of one tier. `given`: version, free, held, sold, blocked as they were seen, and as they should be.
--- @return whether version and counters were still those; or nil and what is wrong: the sum must not change
local function set_counters(draft, tier, given)
  local counts, seen, wanted = tier_counts(draft, tier), 0, 0
  for at = 2, 5 do seen, wanted = seen + given[at], wanted + given[at + 4] end
  if seen ~= wanted then return nil, 'sum' end
  if given[1] ~= draft.version or counts.f ~= given[2] or counts.h ~= given[3] or counts.s ~= given[4] or counts.b ~= given[5] then
    return false
  end
  counts.f, counts.h, counts.s, counts.b, counts.changed = given[6], given[7], given[8], given[9], true
  draft.touched = true
  return true
end
