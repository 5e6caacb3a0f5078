--- @include "now-ms.lua"
--- @include "sale-closed.lua"
--- @include "whole.lua"

--- Reads one event's line and how its sale stands; writes nothing. The line is open when all of its keys are there: each has a first
--- entry that stands for nothing, so one that is missing was lost. `sale` is OPEN or why nobody is admitted; an inventory that is lost,
--- or older than what the caller has seen of it, is RECOVERING. A key of a wrong type is an error here, before anything is written.
--- @return the line, or nil for numbers that are none
local function read_line(keys, seen_epoch_text, seen_version_text, factor_text)
  local seen_epoch, seen_version = whole(seen_epoch_text, 0, 999999999), whole(seen_version_text, 0, 4294967295)
  local factor = whole(factor_text, 100, 1000000)
  if not (seen_epoch and seen_version and factor) then return nil end
  local line = { keys = keys, now = now_ms(), free = 0, opens_at = 0, sale = 'RECOVERING', places = {} }
  local meta = redis.call('HMGET', keys.meta, 'epoch', 'version', 'status', 'opensAt', 'closesAt', 'tierCount')
  local epoch, version, tiers = whole(meta[1], 1, 999999999), whole(meta[2], 1, 4294967295), whole(meta[6], 1, 100)
  if epoch and version and tiers and (epoch > seen_epoch or (epoch == seen_epoch and version >= seen_version)) then
    line.status, line.opens_at, line.closes_at = meta[3], tonumber(meta[4]), tonumber(meta[5])
    line.sale = sale_closed(line) or 'OPEN'
    local fields = {}
    for tier = 1, tiers do fields[tier] = (tier - 1) .. ':f' end
    for _, free in ipairs(redis.call('HMGET', keys.places, unpack(fields))) do line.free = line.free + (tonumber(free) or 0) end
  end
  line.parts = redis.call('EXISTS', keys.line, keys.admissions, keys.line_due, keys.gate)
  line.waiting = math.max(0, redis.call('ZCARD', keys.line) - 1)
  redis.call('HLEN', keys.admissions)
  redis.call('ZCARD', keys.line_due)
  local counters = redis.call('HMGET', keys.gate, 'arrivals', 'front', 'admitted', 'open', 'budget', 'budgetAt', 'count', 'countAt', 'before', 'beforeAt')
  local function counter(at) return line.parts == 4 and tonumber(counters[at] or 0) or 0 end
  if line.parts < 4 then line.waiting = 0 end
  line.arrivals, line.front, line.admitted, line.open = counter(1), counter(2), counter(3), counter(4)
  line.budget, line.budget_at = counter(5), counter(6)
  line.count, line.count_at, line.before, line.before_at = counter(7), counter(8), counter(9), counter(10)
  line.room = math.max(0, math.floor(line.free * factor / 100) - line.open)
  return line
end
