--- @include "joined.lua"

--- Packs a hold record; the twin of parse_hold.
local function pack_hold(record)
  local list, units = record.units, ''
  for at = 1, #list do units = string.format(at == 1 and '%s%d:%d' or '%s,%d:%d', units, list[at].tier, list[at].quantity) end
  return string.format('%s|%s|%s|%d|%d|%d|%d|%s|%s|%s', record.secret, record.buyer, record.stage, record.granted_at, record.select_by,
    record.pay_by, record.extensions, record.order, joined(record.seats), units)
end
