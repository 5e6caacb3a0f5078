--- @include "load-runs.lua"

--- Whether a seat of a loaded run is free, as the draft has it.
local function is_free(draft, run, seat)
  local state = draft.changed[seat] and draft.state[seat] or stored_state(run, seat)
  return state == 0
end
