--- The counters of one tier as the draft has them: f free, h held, s sold, b blocked. Their sum is the tier's capacity.
local function tier_counts(draft, tier)
  local counts = draft.tiers[tier]
  if not counts then
    local read = redis.call('HMGET', draft.keys.places, tier .. ':f', tier .. ':h', tier .. ':s', tier .. ':b')
    counts = { f = tonumber(read[1]), h = tonumber(read[2]), s = tonumber(read[3]), b = tonumber(read[4]) }
    counts.was = { f = counts.f, h = counts.h, s = counts.s, b = counts.b }
    draft.tiers[tier] = counts
    draft.tier_list[#draft.tier_list + 1] = tier
  end
  return counts
end
