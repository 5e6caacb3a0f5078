--- Opens a line that is not there: a first entry each that stands for nothing, since a key that is missing later was lost. It starts with
--- nothing in the gate's budget.
local function found_line(line)
  local keys = line.keys
  redis.call('ZADD', keys.line, '+inf', '.')
  redis.call('HSET', keys.admissions, '.', '')
  redis.call('ZADD', keys.line_due, '+inf', '.')
  line.parts, line.budget_at = 4, line.now
end
