--- Unpacks a hold record: secret|buyer|stage|grantedAt|selectBy|payBy|extensions|order|seat,seat|tier:units,tier:units
local function parse_hold(text)
  local secret, buyer, stage, granted_at, select_by, pay_by, extensions, order, seats, units = string.match(
    text, '^([%w_-]+)|([%w-]+)|(%u+)|(%d+)|(%d+)|(%d+)|(%d+)|(%w*)|([%d,]*)|([%d:,]*)$')
  if not secret then return nil end
  local record = {
    secret = secret, buyer = buyer, stage = stage, granted_at = tonumber(granted_at), select_by = tonumber(select_by),
    pay_by = tonumber(pay_by), extensions = tonumber(extensions), order = order, seats = {}, units = {}, total = 0,
  }
  for seat in string.gmatch(seats, '%d+') do record.seats[#record.seats + 1] = tonumber(seat) end
  for tier, quantity in string.gmatch(units, '(%d+):(%d+)') do
    record.units[#record.units + 1] = { tier = tonumber(tier), quantity = tonumber(quantity) }
    record.total = record.total + tonumber(quantity)
  end
  return record
end
