--- @include "buyer-account.lua"

--- Takes a hold and its units off its buyer's account.
local function discharge_buyer(draft, buyer, serial, units)
  local account = buyer_account(draft, buyer)
  for at = #account.serials, 1, -1 do
    if account.serials[at] == serial then table.remove(account.serials, at) end
  end
  account.units = account.units - units
  account.changed = true
end
