--- @include "seat-word.lua"

--- Adds what one free stretch counts to `shifts`, by counter, `sign` times. The twin of countStretch in domain/stretch.ts: a part that is
--- the whole stretch can give all its seats or two less, any other part every number up to what strands nobody.
local function count_stretch(draft, shifts, run, first, last, sign)
  local width, from = draft.run_width, first
  if run.plain then
    local base, length = 2 * run.tier * width, last - first + 1
    shifts[base + width + length] = (shifts[base + width + length] or 0) + sign
    if length > 2 then shifts[base + length - 2] = (shifts[base + length - 2] or 0) + sign end
    return
  end
  while from <= last do
    local tier, accessible = seat_word(draft, run, from)
    local to = from
    if not accessible then
      while to < last do
        local next_tier, next_accessible = seat_word(draft, run, to + 1)
        if next_tier ~= tier or next_accessible then break end
        to = to + 1
      end
    end
    if not accessible then
      local length, base, up_to = to - from + 1, 2 * tier * width, 0
      if from == first and to == last then
        up_to = length - 2
        local exactly = base + width + length
        shifts[exactly] = (shifts[exactly] or 0) + sign
      else
        local _, first_exempt = seat_word(draft, run, first)
        local _, last_exempt = seat_word(draft, run, last)
        up_to = length - ((from - first == 1 and not first_exempt) and 1 or 0) - ((last - to == 1 and not last_exempt) and 1 or 0)
      end
      if up_to > 0 then shifts[base + up_to] = (shifts[base + up_to] or 0) + sign end
    end
    from = to + 1
  end
end
