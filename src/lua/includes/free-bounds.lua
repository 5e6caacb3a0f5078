--- @include "load-runs.lua"

--- How far the seats of a loaded run are free in Redis, going down from `low` and up from `high` (not looking at these two): the last free
--- ones. Four seats a byte: whole bytes of free seats are skipped at once.
local function free_bounds(run, low, high)
  local first, last, bytes = run.first, run.last, run.bytes
  while low > first and stored_state(run, low - 1) == 0 do
    low = low - 1
    while low % 4 == 0 and low - 4 >= first and string.byte(bytes, low / 4 - 1 - run.zero) == 0 do low = low - 4 end
  end
  while high < last and stored_state(run, high + 1) == 0 do
    high = high + 1
    if high % 4 == 3 and high < last then
      local taken = string.find(bytes, '[^%z]', (high + 1) / 4 - run.zero)
      high = math.min(last, taken and 4 * (taken + run.zero) - 1 or last)
    end
  end
  return low, high
end
