--- @include "find-place.lua"

--- Where one person stands: state arrival position admission endsAtMs; NONE for somebody without a place. Position is 1 for the first in
--- line, 0 for who is not in it. An admission that is told is seen: from then on it ends at its own time.
local function place_of(line, person)
  local place = find_place(line, person)
  if not place then return 'NONE', 0, 0, '', 0 end
  if place.state == 'WAITING' then
    return 'WAITING', place.arrival, (redis.call('ZRANK', line.keys.line, person) or 0) + 1, '', 0
  end
  if place.state == 'ADMITTED' then
    redis.call('ZADD', line.keys.line_due, place.ends_at, person)
    return 'ADMITTED', place.arrival, 0, place.secret, place.ends_at
  end
  return place.state, place.arrival, 0, '', 0
end
