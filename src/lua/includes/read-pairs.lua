--- @include "whole.lua"

--- Reads `count` pairs (seat, tier) from args[at] on. @return the seats and their tiers by seat; or nil: a seat must exist and come once
local function read_seat_pairs(draft, args, at, count)
  local seats, tier_of = {}, {}
  for pair = 0, count - 1 do
    local seat = whole(args[at + 2 * pair], 0, draft.seat_count - 1)
    local tier = whole(args[at + 2 * pair + 1], 0, draft.tier_count - 1)
    if not seat or not tier or tier_of[seat] then return nil end
    seats[pair + 1], tier_of[seat] = seat, tier
  end
  return seats, tier_of
end

--- Reads pairs (tier, quantity) from args[at] to the end; 0 is a quantity. @return quantities by tier; or nil: a tier must exist and come once
local function read_tier_pairs(draft, args, at)
  local quantities = {}
  if (#args - at) % 2 ~= 1 or #args - at > 200 then return nil end
  for from = at, #args, 2 do
    local tier, quantity = whole(args[from], 0, draft.tier_count - 1), whole(args[from + 1], 0, 1000000)
    if not tier or not quantity or quantities[tier] then return nil end
    quantities[tier] = quantity
  end
  return quantities
end
