--- Counts admissions for the speed of the line: the count of this half minute, and of the one before it.
local function count_admitted(line, people)
  if line.count_at == 0 then line.count_at = line.now end
  if line.now - line.count_at >= 30000 then
    line.before, line.before_at, line.count, line.count_at = line.count, line.count_at, 0, line.now
  end
  line.count = line.count + people
end
