--- @include "pack-place.lua"

--- Ends a place that waits or was admitted; the slot of an admission is free again. What became of it is kept for ten minutes.
local function end_place(line, person, place, state)
  if place.state == 'WAITING' then
    redis.call('ZREM', line.keys.line, person)
    line.waiting = line.waiting - 1
  elseif place.state == 'ADMITTED' then
    line.open = line.open - 1
  end
  place.state = state
  redis.call('HSET', line.keys.admissions, person, pack_place(place))
  redis.call('ZADD', line.keys.line_due, line.now + 600000, person)
end
