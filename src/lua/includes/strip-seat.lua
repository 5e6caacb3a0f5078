--- @include "buyer-account.lua"

--- Takes one seat off an order's record and its unit off the buyer's account; map and counters are the caller's.
local function strip_seat(draft, serial, record, seat, tier)
  for at = #record.seats, 1, -1 do
    if record.seats[at] == seat then
      table.remove(record.seats, at)
      record.total = record.total - 1
      local account = buyer_account(draft, record.buyer)
      account.units, account.changed = account.units - 1, true
      for unit_at = #record.units, 1, -1 do
        local unit = record.units[unit_at]
        if unit.tier == tier then unit.quantity = unit.quantity - 1 end
        if unit.quantity == 0 then table.remove(record.units, unit_at) end
      end
    end
  end
  draft.rewritten[serial] = true
end
