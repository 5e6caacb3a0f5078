--- @include "parse-place.lua"

--- Whether a buyer shows the admission that this event gave to this very buyer, unspent and unexpired. Reads only.
--- @param gated 1 when the event has a waiting room; without one nobody needs an admission
local function is_admitted(admissions_key, gated, buyer, admission, now)
  if gated == 0 then return true end
  local place = parse_place(redis.call('HGET', admissions_key, buyer))
  return place ~= nil and place.state == 'ADMITTED' and place.secret == admission and now < place.ends_at
end
