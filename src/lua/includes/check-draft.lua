--- @include "stretch-shifts.lua"

--- The last look before the first write, since Redis does not roll back: no counter may be negative, and no key of a wrong type may
--- stop the writing half-way (those that every draft reads anyway are not asked again; loading runs reads map and owners). An error here is a fault of ours; nothing has changed then.
local function check_draft(draft)
  for tier, counts in pairs(draft.tiers) do
    if math.min(counts.f, counts.h, counts.s, counts.b) < 0 then error('DRIFT a counter of tier ' .. tier .. ' would be negative') end
  end
  for buyer, account in pairs(draft.accounts) do
    if account.units < 0 then error('DRIFT the account of buyer ' .. buyer .. ' would be negative') end
  end
  local keys = draft.keys
  if draft.run_width > 0 then
    draft.shifts = stretch_shifts(draft)
  elseif #draft.changed_list > 0 then
    redis.call('STRLEN', keys.map)
    redis.call('STRLEN', keys.owners)
  end
  if next(draft.orders) then redis.call('HLEN', keys.orders) end
  redis.call('HLEN', keys.holds)
  if draft.any_due == nil then redis.call('ZCARD', keys.deadlines) end
end
