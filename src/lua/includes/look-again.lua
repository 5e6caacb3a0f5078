--- @include "find-place.lua"

--- Renews the lease of somebody who waits and looks.
local function look_again(line, person, lease_ms)
  local place = find_place(line, person)
  if place and place.state == 'WAITING' then redis.call('ZADD', line.keys.line_due, line.now + lease_ms, person) end
  return place
end
