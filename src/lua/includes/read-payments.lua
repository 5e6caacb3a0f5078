--- Reads payments that are to begin, texts from `first` on: epoch, serial, secret, buyer and order number with one blank between them.
--- @return a list of them, false for a text of another shape; the packed records of their holds by serial; the serials that their order
--- numbers belong to already
local function read_payments(keys, texts, first)
  local payments, record_of, serial_of, serials, orders = {}, {}, {}, {}, {}
  for at = first, #texts do
    local epoch, serial, secret, buyer, order = string.match(texts[at], '^([1-9]%d*) ([1-9]%d*) ([%w_-]+) ([%w_-]+) (%w+)$')
    local is_sound = epoch and #serial <= 10 and #secret == 16 and #buyer <= 64 and #order <= 32
    payments[at - first + 1] = is_sound and { epoch = epoch, serial = serial, secret = secret, buyer = buyer, order = order }
    if is_sound then serials[#serials + 1], orders[#orders + 1] = serial, order end
  end
  if #serials == 0 then return payments, record_of, serial_of end
  local records = redis.call('HMGET', keys.holds, unpack(serials))
  local known = redis.call('HMGET', keys.orders, unpack(orders))
  for at = 1, #serials do
    record_of[serials[at]], serial_of[orders[at]] = records[at], known[at] or nil
  end
  return payments, record_of, serial_of
end
