--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "is-lapsed.lua"
--- @include "read-seats.lua"

--- The seats of a request that somebody else has. Lapsed holds in the way are freed first: for the buyer who asks, a deadline is exact.
local function taken_seats(draft, seats)
  read_seats(draft, seats)
  local taken = {}
  for _, seat in ipairs(seats) do
    if draft.state[seat] == 1 then
      local serial = draft.owner[seat]
      local record = find_hold(draft, serial)
      if record and is_lapsed(draft, record) then free_hold(draft, serial, record) end
    end
    if draft.state[seat] ~= 0 then taken[#taken + 1] = seat end
  end
  return taken
end
