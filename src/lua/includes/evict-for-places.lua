--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "tier-counts.lua"

--- Frees selections that keep units of a tier, first deadline first, until a paid order's units fit or 1,024 holds were looked at.
local function evict_for_places(draft, tier, quantity, evicted)
  if tier_counts(draft, tier).f >= quantity then return end
  for _, member in ipairs(redis.call('ZRANGE', draft.keys.deadlines, 0, 1023)) do
    local serial = tonumber(member)
    local record = find_hold(draft, serial)
    local keeps = false
    for _, unit in ipairs(record and record.units or {}) do keeps = keeps or unit.tier == tier end
    if keeps and record.stage == 'SELECTING' then
      free_hold(draft, serial, record)
      evicted[#evicted + 1] = serial
    end
    if tier_counts(draft, tier).f >= quantity then return end
  end
end
