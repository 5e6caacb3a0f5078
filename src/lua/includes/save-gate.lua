--- Writes the line's counters, if the line is open.
local function save_gate(line)
  if line.parts < 4 then return end
  redis.call('HSET', line.keys.gate, 'arrivals', line.arrivals, 'front', line.front, 'admitted', line.admitted, 'open', line.open,
    'budget', line.budget, 'budgetAt', line.budget_at, 'count', line.count, 'countAt', line.count_at,
    'before', line.before, 'beforeAt', line.before_at)
end
