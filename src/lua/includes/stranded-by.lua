--- @include "as-if-free.lua"
--- @include "has-legal-pick.lua"
--- @include "may-strand.lua"
--- @include "taken-seats.lua"

--- The orphan rule. Seats that a pick of free seats newly leaves alone between taken ones or at the end of their run, if a legal pick exists
--- of as many seats of the tier as the pick has beside them; else none. A pick that contains an accessible seat is not judged, and
--- an accessible seat is not stranded. A lapsed hold beside a seat is freed first.
--- @param before seats, as a set, that the same hold kept until now and that count as free for the pick; nil for a new hold
local function stranded_by(draft, seats, before)
  if draft.run_width == 0 or #seats == 0 then return {} end
  load_runs(draft, seats)
  if not may_strand(draft, seats, before) then return {} end
  local picked, sizes, stranded, seen, legal = {}, {}, {}, {}, {}
  for _, seat in ipairs(seats) do
    local tier, accessible = seat_word(draft, draft.run_of[seat], seat)
    if accessible then return {} end
    picked[seat], sizes[tier] = true, (sizes[tier] or 0) + 1
  end
  local function is_taken(run, seat, was)
    if seat < run.first or seat > run.last then return true end
    if was then return (before and before[seat]) or not is_free(draft, run, seat) end
    if picked[seat] then return true end
    if before and before[seat] or is_free(draft, run, seat) then return false end
    return #taken_seats(draft, { seat }) > 0
  end
  for _, seat in ipairs(seats) do
    local run, tier = draft.run_of[seat], (seat_word(draft, draft.run_of[seat], seat))
    for step = -1, 1, 2 do
      local left = seat + step
      local is_alone = not is_taken(run, left) and is_taken(run, left + step)
      if is_alone and not select(2, seat_word(draft, run, left)) then
        local was_alone = before and not before[left] and is_taken(run, left - 1, true) and is_taken(run, left + 1, true)
        if not was_alone then
          if legal[tier] == nil then
            legal[tier] = as_if_free(draft, before or {}, function() return has_legal_pick(draft, tier, sizes[tier]) end)
          end
          if legal[tier] and not seen[left] then
            seen[left] = true
            stranded[#stranded + 1] = left
          end
        end
      end
    end
  end
  return stranded
end
