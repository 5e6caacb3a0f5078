--- @include "joined.lua"
--- @include "pack-hold.lua"

--- Writes the records, deadlines, accounts and order entries that the draft changed.
local function write_records(draft)
  local keys, records, format = draft.keys, draft.records, string.format
  for serial, due in pairs(draft.due) do
    local record, field = records[serial], format('%d', serial)
    if record then
      record.packed = pack_hold(record)
      redis.call('HSET', keys.holds, field, record.packed)
    else
      redis.call('HDEL', keys.holds, field)
    end
    if due then redis.call('ZADD', keys.deadlines, format('%d', due), field) else redis.call('ZREM', keys.deadlines, field) end
  end
  for serial in pairs(draft.rewritten) do
    local record = records[serial]
    if record and draft.due[serial] == nil then redis.call('HSET', keys.holds, format('%d', serial), pack_hold(record)) end
  end
  for buyer, account in pairs(draft.accounts) do
    local serials = account.serials
    if account.changed and #serials == 0 and account.units == 0 then
      redis.call('HDEL', keys.buyers, buyer)
    elseif account.changed then
      redis.call('HSET', keys.buyers, buyer, format('%d|%s', account.units, joined(serials)))
    end
  end
  for order, serial in pairs(draft.orders) do
    if serial then redis.call('HSET', keys.orders, order, serial) else redis.call('HDEL', keys.orders, order) end
  end
end
