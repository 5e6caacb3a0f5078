--- @include "whole.lua"

--- Reads the seats and places of a call: args[at] says how many seats, then pairs (seat, tier), then pairs (tier, quantity).
--- Seats must exist and differ, quantities be positive, the whole not be empty and at most 1,000 seats and 100 tiers.
--- @param more units that are still to be added to it, counted in its total
--- @return seats, their tiers by seat, units by tier (places included) and total; or nil and what is wrong
local function read_request(draft, args, at, more)
  local count = whole(args[at], 0, 1000)
  local rest = #args - at
  if not count or rest % 2 ~= 0 or rest < 2 * count or rest - 2 * count > 200 then return nil, 'shape' end
  local request, by_tier = { seats = {}, tier_of = {}, units = {}, total = more or 0 }, {}
  for pair = 0, rest / 2 - 1 do
    local first, second = args[at + 1 + 2 * pair], args[at + 2 + 2 * pair]
    local tier, quantity
    if pair < count then
      local seat = whole(first, 0, draft.seat_count - 1)
      tier, quantity = whole(second, 0, draft.tier_count - 1), 1
      if not seat or not tier or request.tier_of[seat] then return nil, 'seats' end
      request.seats[pair + 1], request.tier_of[seat] = seat, tier
    else
      tier, quantity = whole(first, 0, draft.tier_count - 1), whole(second, 1, 1000000)
      if not tier or not quantity then return nil, 'places' end
    end
    if not by_tier[tier] then
      by_tier[tier] = { tier = tier, quantity = 0 }
      request.units[#request.units + 1] = by_tier[tier]
    end
    by_tier[tier].quantity = by_tier[tier].quantity + quantity
    request.total = request.total + quantity
  end
  if request.total == 0 then return nil, 'empty' end
  return request
end
