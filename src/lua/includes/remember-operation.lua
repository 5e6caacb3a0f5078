--- Keeps the result of an operation that changed something, so that a repeat gets the same answer.
local function remember_operation(draft, key, input, serial)
  redis.call('SET', key, table.concat({ draft.epoch, input, serial, draft.version }, '|'), 'PX', 600000)
end
