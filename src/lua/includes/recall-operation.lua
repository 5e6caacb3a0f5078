--- Looks an operation up. A result of another epoch is void. Kept as epoch|input|serial|version for ten minutes.
--- @return nil when it is new, else whether its input was the same, and the serial and version of its effect
local function recall_operation(draft, key, input)
  local text = redis.call('GET', key)
  if not text then return nil end
  local epoch, same, serial, version = string.match(text, '^(%d+)|([%w_-]+)|(%d+)|(%d+)$')
  if tonumber(epoch) ~= draft.epoch then return nil end
  return { same = same == input, serial = tonumber(serial), version = tonumber(version) }
end
