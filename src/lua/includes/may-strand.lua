--- @include "any-due.lua"
--- @include "is-free.lua"

--- A quick look before stranded_by's careful one: whether a seat beside the pick could be left alone. Most picks leave none, and this says so
--- without going into tiers, accessible seats and what was before.
local function may_strand(draft, seats, before)
  local picked = {}
  for at = 1, #seats do picked[seats[at]] = true end
  for at = 1, #seats do
    local seat = seats[at]
    local run = draft.run_of[seat]
    for step = -1, 1, 2 do
      local left, beyond = seat + step, seat + 2 * step
      if left >= run.first and left <= run.last and not picked[left] then
        local is_taken = beyond < run.first or beyond > run.last or picked[beyond] or not is_free(draft, run, beyond)
        if is_taken and (before or is_free(draft, run, left) or any_due(draft)) then return true end
      end
    end
  end
  return false
end
