--- @include "any-due.lua"
--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "is-lapsed.lua"
--- @include "read-owners.lua"
--- @include "read-seats.lua"

--- The seats of a request that somebody else has. Lapsed holds in the way are freed first: for the buyer who asks, a deadline is exact.
local function taken_seats(draft, seats)
  read_seats(draft, seats)
  local taken, state = {}, draft.state
  for at = 1, #seats do
    local seat = seats[at]
    if state[seat] ~= 0 then taken[#taken + 1] = seat end
  end
  if #taken == 0 or not any_due(draft) then return taken end
  read_owners(draft, taken)
  local still = {}
  for _, seat in ipairs(taken) do
    local serial = draft.state[seat] == 1 and draft.owner[seat]
    local record = serial and find_hold(draft, serial)
    if record and is_lapsed(draft, record) then free_hold(draft, serial, record) end
    if draft.state[seat] ~= 0 then still[#still + 1] = seat end
  end
  return still
end
