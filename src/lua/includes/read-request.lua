--- @include "whole.lua"

--- Reads the seats and places of a call: args[at] says how many seats, then pairs (seat, tier), then pairs (tier, quantity).
--- Seats must exist and differ, quantities be positive, the whole not be empty and at most 1,000 seats and 100 tiers.
--- @param more units that are still to be added to it, counted in its total
--- @return seats, their tiers by seat, units by tier (places included) and total; or nil and what is wrong
local function read_request(draft, args, at, more)
  local count = whole(args[at], 0, 1000)
  local rest = #args - at
  if not count or rest % 2 ~= 0 or rest < 2 * count or rest - 2 * count > 200 then return nil, 'shape' end
  local seats, tier_of, units, by_tier, total = {}, {}, {}, {}, more or 0
  local last_seat, last_tier, tier_text, tier = draft.seat_count - 1, draft.tier_count - 1, nil, nil
  for pair = 1, rest / 2 do
    local first, second, quantity = args[at + 2 * pair - 1], args[at + 2 * pair], 1
    if pair <= count then
      local seat = whole(first, 0, last_seat)
      -- Most seats of a request are of the tier of the one before.
      if second ~= tier_text then tier_text, tier = second, whole(second, 0, last_tier) end
      if not seat or not tier or tier_of[seat] then return nil, 'seats' end
      seats[pair], tier_of[seat] = seat, tier
    else
      tier, quantity = whole(first, 0, last_tier), whole(second, 1, 1000000)
      if not tier or not quantity then return nil, 'places' end
    end
    local unit = by_tier[tier]
    if unit then
      unit.quantity = unit.quantity + quantity
    else
      unit = { tier = tier, quantity = quantity }
      by_tier[tier], units[#units + 1] = unit, unit
    end
    total = total + quantity
  end
  if total == 0 then return nil, 'empty' end
  return { seats = seats, tier_of = tier_of, units = units, total = total }
end
