--- @include "load-runs.lua"

--- Reads the states of a request's seats into the draft: with their runs where the event has them, else in one call. Seats that the
--- draft has changed already keep what it says. The caller has bounded the list (see read_request): it fits Lua's stack.
local function read_seats(draft, wanted)
  local state = draft.state
  if draft.run_width > 0 then
    local run_of = draft.run_of
    load_runs(draft, wanted)
    for at = 1, #wanted do
      local seat = wanted[at]
      if not state[seat] then state[seat] = stored_state(run_of[seat], seat) end
    end
    return
  end
  local seats, get = {}, {}
  for _, seat in ipairs(wanted) do
    if not state[seat] then
      seats[#seats + 1] = seat
      get[#get + 1] = 'GET'
      get[#get + 1] = 'u2'
      get[#get + 1] = '#' .. seat
    end
  end
  if #seats == 0 then return end
  local states = redis.call('BITFIELD', draft.keys.map, unpack(get))
  for at, seat in ipairs(seats) do state[seat] = states[at] end
end
