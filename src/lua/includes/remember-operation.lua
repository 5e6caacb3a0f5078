--- Keeps the result of an operation that changed something, so that a repeat gets the same answer: for ten minutes, or `ttl_ms`.
local function remember_operation(draft, key, input, serial, ttl_ms)
  redis.call('SET', key, string.format('%d|%s|%d|%d', draft.epoch, input, serial, draft.version), 'PX', ttl_ms or '600000')
end
