--- @include "pack-place.lua"
--- @include "parse-place.lua"

--- Uses up a buyer's admission, which frees its slot in the gate. Does nothing for a buyer without one, nor when a part of the line was
--- lost: then the line is opened anew.
local function spend_admission(keys, buyer, now)
  local place = parse_place(redis.call('HGET', keys.admissions, buyer))
  if not place or place.state ~= 'ADMITTED' or redis.call('EXISTS', keys.line_due, keys.gate) < 2 then return end
  place.state = 'LEFT'
  redis.call('HSET', keys.admissions, buyer, pack_place(place))
  redis.call('ZADD', keys.line_due, now + 600000, buyer)
  redis.call('HINCRBY', keys.gate, 'open', -1)
end
