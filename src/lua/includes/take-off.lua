--- @include "buyer-account.lua"

--- Takes places of one tier off an order's record and its buyer's account until `left` are there; seats are not places.
--- @return how many it took
local function take_off(draft, serial, record, tier, left)
  for at, unit in ipairs(record.units) do
    local returned = unit.quantity - left
    if unit.tier == tier and returned > 0 and record.total - returned >= #record.seats then
      local account = buyer_account(draft, record.buyer)
      account.units, account.changed = account.units - returned, true
      record.total, unit.quantity = record.total - returned, left
      if left == 0 then table.remove(record.units, at) end
      draft.rewritten[serial] = true
      return returned
    end
  end
  return 0
end
