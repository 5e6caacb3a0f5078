--- Takes the whole line away: every place and every admission is void.
local function close_line(line)
  local keys = line.keys
  redis.call('UNLINK', keys.line, keys.admissions, keys.line_due, keys.gate)
  line.parts, line.waiting, line.arrivals, line.front, line.admitted, line.open = 0, 0, 0, 0, 0, 0
  line.budget, line.budget_at, line.count, line.count_at, line.before, line.before_at = 0, 0, 0, 0, 0, 0
end
