--- @include "count-stretch.lua"
--- @include "free-bounds.lua"
--- @include "load-runs.lua"

--- What the draft's changed seats do to the counters of the free stretches: by counter, how much it rises or falls.
--- Around the changed seats of a run nothing changes beyond the next seat that is taken, so no more is looked at.
local function stretch_shifts(draft)
  local shifts = {}
  if draft.run_width == 0 then return shifts end
  local list, run_of, state, changed = draft.changed_list, draft.run_of, draft.state, draft.changed
  local lowest, highest = {}, {}
  load_runs(draft, list)
  for at = 1, #list do
    local seat = list[at]
    local run = run_of[seat]
    if not lowest[run] then lowest[run], highest[run] = seat, seat
    elseif seat < lowest[run] then lowest[run] = seat
    elseif seat > highest[run] then highest[run] = seat end
  end
  for run, first in pairs(lowest) do
    -- Seats outside of first and last are in the draft as they are in Redis.
    local last = highest[run]
    local low, high = free_bounds(run, first, last)
    local stored_from, draft_from = low, low
    for seat = first, last do
      local stored = stored_state(run, seat)
      if stored ~= 0 then
        if seat > stored_from then count_stretch(draft, shifts, run, stored_from, seat - 1, -1) end
        stored_from = seat + 1
      end
      if (changed[seat] and state[seat] or stored) ~= 0 then
        if seat > draft_from then count_stretch(draft, shifts, run, draft_from, seat - 1, 1) end
        draft_from = seat + 1
      end
    end
    if high >= stored_from then count_stretch(draft, shifts, run, stored_from, high, -1) end
    if high >= draft_from then count_stretch(draft, shifts, run, draft_from, high, 1) end
  end
  return shifts
end
