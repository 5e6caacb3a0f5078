--- @include "load-runs.lua"

--- Reads the states of a request's seats into the draft, in one call, or with their runs where the event has them. Seats that the
--- draft has changed already keep what it says. The caller has bounded the list (see read_request): it fits Lua's stack.
local function read_seats(draft, wanted)
  local seats, get = {}, {}
  for _, seat in ipairs(wanted) do
    if not draft.state[seat] then
      seats[#seats + 1] = seat
      get[#get + 1] = 'GET'
      get[#get + 1] = 'u2'
      get[#get + 1] = '#' .. seat
    end
  end
  if #seats == 0 then return end
  if draft.run_width > 0 then
    load_runs(draft, seats)
    for _, seat in ipairs(seats) do draft.state[seat] = stored_state(draft.run_of[seat], seat) end
  else
    local states = redis.call('BITFIELD', draft.keys.map, unpack(get))
    for at, seat in ipairs(seats) do draft.state[seat] = states[at] end
  end
end
