--- The counters of one tier as the draft has them: f free, h held, s sold, b blocked. Their sum is the tier's capacity.
local function tier_counts(draft, tier)
  local counts = draft.tiers[tier]
  if not counts then
    local name = string.format('%d:', tier)
    local read = redis.call('HMGET', draft.keys.places, name .. 'f', name .. 'h', name .. 's', name .. 'b')
    local f, h, s, b = read[1] + 0, read[2] + 0, read[3] + 0, read[4] + 0
    counts = { name = name, f = f, h = h, s = s, b = b, was = { f = f, h = h, s = s, b = b }, changed = false }
    draft.tiers[tier] = counts
    draft.tier_list[#draft.tier_list + 1] = tier
  end
  return counts
end
