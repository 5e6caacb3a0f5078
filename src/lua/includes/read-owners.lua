--- Reads the owners of those of some seats that are held or sold into the draft: one call. Seats that the draft has changed keep what it says.
local function read_owners(draft, seats)
  local owned, who = {}, {}
  for _, seat in ipairs(seats) do
    local state = draft.state[seat]
    if not draft.owner[seat] and (state == 1 or state == 2) then
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
