--- @include "count-admitted.lua"
--- @include "end-place.lua"
--- @include "pack-place.lua"
--- @include "parse-place.lua"

--- Lets the first in line in: as many as the rate has saved up (one second's worth at most) and as the gate has room for, 100 a call.
--- Somebody at the head who has not looked for the length of a lease loses the place instead. An admission runs from now on; the lease
--- goes on until its owner has seen it, so that a slot is not kept for somebody who went away.
--- Budget: a millionth of a person each; `rate` is thousandths of a person a second.
local function admit_next(line, factor, rate, admission_ms)
  if line.parts < 4 then return end
  local keys, saved = line.keys, math.max(0, line.now - line.budget_at) * rate
  line.budget, line.budget_at = math.min(math.max(1000000, rate * 1000), line.budget + saved), line.now
  if line.sale ~= 'OPEN' then return end
  count_admitted(line, 0)
  local cap = math.floor(line.free * factor / 100)
  local most = math.min(cap - line.open, math.floor(line.budget / 1000000), line.waiting, 100)
  if most >= 1 then
    for _, person in ipairs(redis.call('ZRANGE', keys.line, 0, most - 1)) do
      local place = line.places[person] or parse_place(redis.call('HGET', keys.admissions, person))
      local lease = tonumber(redis.call('ZSCORE', keys.line_due, person) or 0)
      if not place then
        redis.call('ZREM', keys.line, person)
        line.waiting = line.waiting - 1
      elseif lease <= line.now then
        end_place(line, person, place, 'EXPIRED')
      else
        place.state, place.ends_at = 'ADMITTED', line.now + admission_ms
        redis.call('ZREM', keys.line, person)
        redis.call('HSET', keys.admissions, person, pack_place(place))
        line.waiting, line.open, line.admitted, line.front = line.waiting - 1, line.open + 1, line.admitted + 1, place.arrival
        line.budget = line.budget - 1000000
        count_admitted(line, 1)
      end
    end
  end
  line.room = math.max(0, cap - line.open)
end
