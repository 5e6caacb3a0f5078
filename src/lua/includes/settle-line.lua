--- @include "close-line.lua"
--- @include "end-place.lua"
--- @include "parse-place.lua"

--- Brings a line in order before it moves: one that lost a part, or whose sale is over, is closed; else places that are due end, 100 a
--- call, oldest first: waiting people who did not look, admissions that ran out or that nobody came for; ended ones are forgotten.
local function settle_line(line)
  local over = line.sale == 'ENDED' or line.sale == 'CANCELLED'
  if line.parts > 0 and (line.parts < 4 or over) then close_line(line) end
  if line.parts < 4 then return end
  local keys = line.keys
  for _, person in ipairs(redis.call('ZRANGEBYSCORE', keys.line_due, '-inf', line.now, 'LIMIT', 0, 100)) do
    local place = parse_place(redis.call('HGET', keys.admissions, person))
    if place and (place.state == 'WAITING' or place.state == 'ADMITTED') then
      end_place(line, person, place, 'EXPIRED')
    else
      redis.call('HDEL', keys.admissions, person)
      redis.call('ZREM', keys.line_due, person)
    end
  end
end
