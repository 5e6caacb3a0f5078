--- @include "read-pairs.lua"

--- Works out what a hold would be after a change. args[at] and args[at + 1] say how many seats to add and to drop, then pairs (seat, tier)
--- of both, then pairs (tier, new number of places). Seats that it has already are not added, those that it has not are not dropped.
--- @return seats, units and total as they would be; added, dropped, more (units by tier that it needs in addition), less; or nil and what
---   is wrong
local function next_hold(draft, record, args, at)
  local add_count, drop_count = whole(args[at], 0, 500), whole(args[at + 1], 0, 500)
  if not add_count or not drop_count or #args < at + 1 + 2 * (add_count + drop_count) then return nil, 'shape' end
  local adds, tier_of = read_seat_pairs(draft, args, at + 2, add_count)
  local drops, tier_of_drop = read_seat_pairs(draft, args, at + 2 + 2 * add_count, drop_count)
  local places = read_tier_pairs(draft, args, at + 2 + 2 * (add_count + drop_count))
  if not adds or not drops or not places then return nil, 'units' end
  local next_one, had, quantity, was = { seats = {}, units = {}, total = 0, added = {}, dropped = {}, more = {}, less = {} }, {}, {}, {}
  for _, seat in ipairs(record.seats) do had[seat] = true end
  for _, unit in ipairs(record.units) do quantity[unit.tier], was[unit.tier] = unit.quantity, unit.quantity end
  for tier, wanted in pairs(places) do quantity[tier] = wanted end
  for _, seat in ipairs(drops) do
    if tier_of[seat] then return nil, 'units' end
    if had[seat] then
      next_one.dropped[#next_one.dropped + 1] = seat
      quantity[tier_of_drop[seat]] = (quantity[tier_of_drop[seat]] or 0) - 1
    end
  end
  for _, seat in ipairs(record.seats) do
    if not tier_of_drop[seat] then next_one.seats[#next_one.seats + 1] = seat end
  end
  for _, seat in ipairs(adds) do
    if not had[seat] then
      next_one.added[#next_one.added + 1], next_one.seats[#next_one.seats + 1] = seat, seat
      quantity[tier_of[seat]] = (quantity[tier_of[seat]] or 0) + 1
    end
  end
  for tier = 0, draft.tier_count - 1 do
    local after, before = quantity[tier] or 0, was[tier] or 0
    if after < 0 then return nil, 'units' end
    if after > 0 then next_one.units[#next_one.units + 1] = { tier = tier, quantity = after } end
    if after > before then next_one.more[#next_one.more + 1] = { tier = tier, quantity = after - before } end
    if after < before then next_one.less[#next_one.less + 1] = { tier = tier, quantity = before - after } end
    next_one.total = next_one.total + after
  end
  if next_one.total == 0 then return nil, 'empty' end
  return next_one
end
