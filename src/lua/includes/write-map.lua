--- Writes the changed seats of the draft, state and owner, and the counters of the free stretches, which stand behind the owners. Seats
--- changed one after the other are written together, up to 26 of them: a number is exact in 52 bits. A call takes 1,999 stretches or
--- counters at most (Lua's stack takes 8,000 arguments).
local function write_map(draft)
  local list, state, owner, map, owners = draft.changed_list, draft.state, draft.owner, draft.keys.map, draft.keys.owners
  local format, states, next, at = string.format, {}, 0, 1
  while list[at] do
    local first, serial, value, count = list[at], owner[list[at]], 0, 0
    repeat
      value, count = value * 4 + state[first + count], count + 1
    until count == 26 or list[at + count] ~= first + count or owner[first + count] ~= serial
    states[next + 1], states[next + 2], states[next + 3] = 'SET', format('u%d', 2 * count), format('%d', 2 * first)
    states[next + 4] = format('%d', value)
    redis.call('SETRANGE', owners, format('%d', 4 * first), string.rep(struct.pack('>I4', serial), count))
    at, next = at + count, next + 4
    if next == 7996 or not list[at] then
      redis.call('BITFIELD', map, unpack(states))
      states, next = {}, 0
    end
  end
  if not draft.shifts then return end
  -- A counter that would fall below zero stays there: a wrong summary must not stop a sale.
  local counters, after, behind = { 'OVERFLOW', 'SAT' }, 2, 2 * draft.seat_count
  for counter, shift in pairs(draft.shifts) do
    if shift ~= 0 then
      counters[after + 1], counters[after + 2], counters[after + 3] = 'INCRBY', 'u32', format('#%d', behind + counter)
      counters[after + 4] = shift == 1 and '1' or shift == -1 and '-1' or shift
      after = after + 4
      if after > 7990 then
        redis.call('BITFIELD', owners, unpack(counters))
        counters, after = { 'OVERFLOW', 'SAT' }, 2
      end
    end
  end
  if after > 2 then redis.call('BITFIELD', owners, unpack(counters)) end
end
