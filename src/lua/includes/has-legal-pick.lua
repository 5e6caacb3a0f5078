--- @include "stretch-shifts.lua"

--- Whether the tier has, as the draft has it, a block of `size` neighbours whose taking strands nobody.
local function has_legal_pick(draft, tier, size)
  local width = draft.run_width
  if size >= width then return false end
  local base, from = 2 * tier * width, 2 * draft.seat_count
  local shifts = stretch_shifts(draft)
  local up_to = redis.call('GETRANGE', draft.keys.owners, 4 * (from + base + size), 4 * (from + base + width) - 1)
  local exactly = redis.call('BITFIELD', draft.keys.owners, 'GET', 'u32', '#' .. (from + base + width + size))[1]
  if exactly + (shifts[base + width + size] or 0) > 0 then return true end
  if not next(shifts) then return string.find(up_to, '[^%z]') ~= nil end
  for number = size, width - 1 do
    local count = struct.unpack('>I4', up_to, 4 * (number - size) + 1)
    if count + (shifts[base + number] or 0) > 0 then return true end
  end
  return false
end
