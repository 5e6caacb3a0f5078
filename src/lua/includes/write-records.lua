--- @include "pack-hold.lua"

--- Writes the records, deadlines, accounts and order entries that the draft changed.
local function write_records(draft)
  local keys, records, format = draft.keys, draft.records, string.format
  for serial in pairs(draft.saved) do
    local record, due, field = records[serial], draft.due[serial], format('%d', serial)
    if record then
      draft.packed[serial] = pack_hold(record)
      redis.call('HSET', keys.holds, field, draft.packed[serial])
    else
      redis.call('HDEL', keys.holds, field)
    end
    if due then redis.call('ZADD', keys.deadlines, format('%d', due), field) else redis.call('ZREM', keys.deadlines, field) end
  end
  for serial in pairs(draft.rewritten) do
    local record = records[serial]
    if record and not draft.saved[serial] then redis.call('HSET', keys.holds, format('%d', serial), pack_hold(record)) end
  end
  for buyer, account in pairs(draft.accounts) do
    local serials = account.serials
    if account.changed and #serials == 0 and account.units == 0 then
      redis.call('HDEL', keys.buyers, buyer)
    elseif account.changed then
      local texts = {}
      for at = 1, #serials do texts[at] = format('%d', serials[at]) end
      redis.call('HSET', keys.buyers, buyer, format('%d|%s', account.units, table.concat(texts, ',')))
    end
  end
  for order, serial in pairs(draft.orders) do
    if serial then redis.call('HSET', keys.orders, order, serial) else redis.call('HDEL', keys.orders, order) end
  end
end
