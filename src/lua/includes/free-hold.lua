--- @include "discharge-buyer.lua"
--- @include "move-units.lua"
--- @include "put-seat.lua"

--- Frees everything that an unsold hold keeps: seats, counters, its buyer's account, its order's entry, its record. Sold ones are not
--- for this function.
local function free_hold(draft, serial, record)
  local seats = record.seats
  for at = 1, #seats do put_seat(draft, seats[at], 0, 0) end
  for _, unit in ipairs(record.units) do move_units(draft, unit.tier, unit.quantity, 'h', 'f') end
  discharge_buyer(draft, record.buyer, serial, record.total)
  if record.order ~= '' then draft.orders[record.order] = false end
  draft.records[serial] = false
  draft.due[serial] = false
end
