--- Reads state and owner of a request's seats into the draft: one call for the states, one more when some are not free. Seats that
--- the draft has changed already keep what it says. The caller has bounded the list (see read_request): it fits Lua's stack.
local function read_seats(draft, wanted)
  local seats, get = {}, {}
  for _, seat in ipairs(wanted) do
    if not draft.changed[seat] then
      seats[#seats + 1] = seat
      get[#get + 1] = 'GET'
      get[#get + 1] = 'u2'
      get[#get + 1] = '#' .. seat
    end
  end
  if #seats == 0 then return end
  local states, owned, who = redis.call('BITFIELD', draft.keys.map, unpack(get)), {}, {}
  for at, seat in ipairs(seats) do
    draft.state[seat], draft.owner[seat] = states[at], 0
    if states[at] == 1 or states[at] == 2 then
      owned[#owned + 1] = seat
      who[#who + 1] = 'GET'
      who[#who + 1] = 'u32'
      who[#who + 1] = '#' .. seat
    end
  end
  if #owned == 0 then return end
  local serials = redis.call('BITFIELD', draft.keys.owners, unpack(who))
  for at, seat in ipairs(owned) do draft.owner[seat] = serials[at] end
end
