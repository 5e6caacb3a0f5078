--- @include "find-hold.lua"

--- The hold that a caller may act on: this epoch, right secret, right buyer. Everything else is as if it were not there.
local function own_hold(draft, epoch, serial, secret, buyer)
  -- A record loaded from the ledger has `-` for a secret: it answers to nobody.
  if epoch ~= draft.epoch or #secret ~= 16 then return nil end
  local record = find_hold(draft, serial)
  if not record or record.secret ~= secret or record.buyer ~= buyer then return nil end
  return record
end
