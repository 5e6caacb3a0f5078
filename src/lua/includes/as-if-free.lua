--- Looks at the draft as if some seats (a set) were free, and leaves it as it was.
local function as_if_free(draft, seats, look)
  local state, changed, list = draft.state, draft.changed, draft.changed_list
  draft.state, draft.changed = setmetatable({}, { __index = state }), setmetatable({}, { __index = changed })
  draft.changed_list = { unpack(list) }
  for seat in pairs(seats) do
    if not changed[seat] then draft.changed_list[#draft.changed_list + 1] = seat end
    draft.state[seat], draft.changed[seat] = 0, true
  end
  local seen = look()
  draft.state, draft.changed, draft.changed_list = state, changed, list
  return seen
end
