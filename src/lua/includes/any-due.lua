--- Whether a deadline has passed that nobody has cleared away yet. Asked once a call; while nothing is due, no hold has lapsed.
local function any_due(draft)
  if draft.any_due == nil then
    local first = redis.call('ZRANGE', draft.keys.deadlines, '0', '0', 'WITHSCORES')
    draft.any_due = first[2] ~= 'inf' and tonumber(first[2]) <= draft.now
  end
  return draft.any_due
end
