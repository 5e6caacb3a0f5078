--- @include "charge-buyer.lua"
--- @include "move-units.lua"
--- @include "put-seat.lua"
--- @include "save-hold.lua"

--- Gives free seats and places to a hold. The guards have been passed: everything asked for is free in the draft.
--- `counter` and `state` say as what: 'h' and 1 for held, 's' and 2 for sold.
local function take_units(draft, serial, record, counter, state, due)
  local seats = record.seats
  for at = 1, #seats do put_seat(draft, seats[at], state, serial) end
  for _, unit in ipairs(record.units) do move_units(draft, unit.tier, unit.quantity, 'f', counter) end
  charge_buyer(draft, record.buyer, serial, record.total)
  save_hold(draft, serial, record, due)
end
