--- @include "buyer-account.lua"

--- Adds a hold's units to its buyer's account.
local function charge_buyer(draft, buyer, serial, units)
  local account = buyer_account(draft, buyer)
  account.units = account.units + units
  account.serials[#account.serials + 1] = serial
  account.changed = true
end
