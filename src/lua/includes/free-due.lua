--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "is-lapsed.lua"
--- @include "tier-counts.lua"

--- Frees lapsed holds, oldest first, until a tier has as many free units as asked for, nothing is due, or 512 were looked at.
local function free_due(draft, tier, quantity)
  local looked = 0
  while tier_counts(draft, tier).f < quantity and looked < 512 do
    -- Nothing is written yet, so the ones looked at are still listed.
    local due = redis.call('ZRANGEBYSCORE', draft.keys.deadlines, '-inf', draft.now, 'LIMIT', looked, 32)
    if #due == 0 then return end
    for _, member in ipairs(due) do
      local serial = tonumber(member)
      local record = find_hold(draft, serial)
      if record and is_lapsed(draft, record) then free_hold(draft, serial, record) end
    end
    looked = looked + #due
  end
end
