--- Writes the changed seats of the draft, state and owner, and the counters of the free stretches, which stand behind the owners: a call
--- each a thousand (Lua's stack takes 8,000 arguments).
local function write_map(draft)
  local list, counters, codes = draft.changed_list, {}, { [0] = '0', '1', '2', '3' }
  for counter, shift in pairs(draft.shifts or {}) do
    if shift ~= 0 then counters[#counters + 1] = { counter, shift } end
  end
  for first = 1, math.max(#list, #counters), 1000 do
    -- A counter that would fall below zero stays there: a wrong summary must not stop a sale.
    local states, owners, next, after = {}, { 'OVERFLOW', 'SAT' }, 0, 2
    for at = first, math.min(first + 999, #list) do
      local seat, place = list[at], '#' .. list[at]
      states[next + 1], states[next + 2], states[next + 3], states[next + 4] = 'SET', 'u2', place, codes[draft.state[seat]]
      owners[after + 1], owners[after + 2], owners[after + 3], owners[after + 4] = 'SET', 'u32', place, draft.owner[seat]
      next, after = next + 4, after + 4
    end
    for at = first, math.min(first + 999, #counters) do
      local place = '#' .. (2 * draft.seat_count + counters[at][1])
      owners[after + 1], owners[after + 2], owners[after + 3], owners[after + 4] = 'INCRBY', 'u32', place, counters[at][2]
      after = after + 4
    end
    if next > 0 then redis.call('BITFIELD', draft.keys.map, unpack(states)) end
    redis.call('BITFIELD', draft.keys.owners, unpack(owners))
  end
end
