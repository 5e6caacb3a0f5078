--- Packs a hold record; the twin of parse_hold.
local function pack_hold(record)
  local units = {}
  for at, unit in ipairs(record.units) do units[at] = unit.tier .. ':' .. unit.quantity end
  return table.concat({
    record.secret, record.buyer, record.stage, string.format('%.0f', record.granted_at), string.format('%.0f', record.select_by),
    string.format('%.0f', record.pay_by), record.extensions, record.order, table.concat(record.seats, ','), table.concat(units, ','),
  }, '|')
end
