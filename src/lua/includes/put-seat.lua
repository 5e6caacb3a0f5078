--- Sets the state (0 free, 1 held, 2 sold, 3 blocked) and the owner of one seat in the draft.
local function put_seat(draft, seat, state, serial)
  if not draft.changed[seat] then
    draft.changed[seat] = true
    draft.changed_list[#draft.changed_list + 1] = seat
  end
  draft.state[seat] = state
  draft.owner[seat] = serial
  draft.touched = true
end
