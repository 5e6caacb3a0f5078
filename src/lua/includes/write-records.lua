--- @include "pack-hold.lua"

--- Writes the records, deadlines, accounts and order entries that the draft changed.
local function write_records(draft)
  local keys = draft.keys
  for serial in pairs(draft.saved) do
    local record, due = draft.records[serial], draft.due[serial]
    if record then
      draft.packed[serial] = pack_hold(record)
      redis.call('HSET', keys.holds, serial, draft.packed[serial])
    else
      redis.call('HDEL', keys.holds, serial)
    end
    if due then redis.call('ZADD', keys.deadlines, due, serial) else redis.call('ZREM', keys.deadlines, serial) end
  end
  for serial in pairs(draft.rewritten) do
    local record = draft.records[serial]
    if record and not draft.saved[serial] then redis.call('HSET', keys.holds, serial, pack_hold(record)) end
  end
  for buyer, account in pairs(draft.accounts) do
    if account.changed and #account.serials == 0 and account.units == 0 then
      redis.call('HDEL', keys.buyers, buyer)
    elseif account.changed then
      redis.call('HSET', keys.buyers, buyer, account.units .. '|' .. table.concat(account.serials, ','))
    end
  end
  for order, serial in pairs(draft.orders) do
    if serial then redis.call('HSET', keys.orders, order, serial) else redis.call('HDEL', keys.orders, order) end
  end
end
