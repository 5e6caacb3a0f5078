--- @include "stranded-by.lua"
--- @include "taken-seats.lua"

--- Adds the first candidate block that is free, and legal by the orphan rule, to a request whose total has its size already.
--- @param blocks candidates of `size` seats, best first, each seat as four bytes: seat * 128 + tier
--- @return whether there is one; or nil and what is wrong with the candidates
local function pick_block(draft, request, blocks, size, orphan_rule)
  if #blocks % (4 * size) ~= 0 or #blocks > 65536 or #request.seats > 0 then return nil, 'blocks' end
  for from = 1, #blocks, 4 * size do
    local seats, tier_of = {}, {}
    for at = 1, size do
      local word = struct.unpack('>I4', blocks, from + 4 * (at - 1))
      local seat, tier = math.floor(word / 128), word % 128
      if seat >= draft.seat_count or tier >= draft.tier_count or tier_of[seat] then return nil, 'blocks' end
      seats[at], tier_of[seat] = seat, tier
    end
    if #taken_seats(draft, seats) == 0 and (not orphan_rule or #stranded_by(draft, seats) == 0) then
      local by_tier = {}
      for _, unit in ipairs(request.units) do by_tier[unit.tier] = unit end
      for _, seat in ipairs(seats) do
        local tier = tier_of[seat]
        if not by_tier[tier] then
          by_tier[tier] = { tier = tier, quantity = 0 }
          request.units[#request.units + 1] = by_tier[tier]
        end
        by_tier[tier].quantity = by_tier[tier].quantity + 1
      end
      request.seats, request.tier_of = seats, tier_of
      return true
    end
  end
  return false
end
