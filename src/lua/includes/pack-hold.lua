--- Packs a hold record; the twin of parse_hold.
local function pack_hold(record)
  local list, units, seats = record.units, {}, {}
  for at = 1, #list do units[at] = string.format('%d:%d', list[at].tier, list[at].quantity) end
  for at = 1, #record.seats do seats[at] = string.format('%d', record.seats[at]) end
  return string.format('%s|%s|%s|%d|%d|%d|%d|%s|%s|%s', record.secret, record.buyer, record.stage, record.granted_at, record.select_by,
    record.pay_by, record.extensions, record.order, table.concat(seats, ','), table.concat(units, ','))
end
