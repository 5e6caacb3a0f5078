--- Writes the changed seats of the draft: state and owner, one call each a thousand seats (Lua's stack takes 8,000 arguments).
local function write_map(draft)
  local list = draft.changed_list
  for first = 1, #list, 1000 do
    local states, owners = {}, {}
    for at = first, math.min(first + 999, #list) do
      local seat, place = list[at], '#' .. list[at]
      local next = #states
      states[next + 1], states[next + 2], states[next + 3], states[next + 4] = 'SET', 'u2', place, draft.state[seat]
      owners[next + 1], owners[next + 2], owners[next + 3], owners[next + 4] = 'SET', 'u32', place, draft.owner[seat]
    end
    redis.call('BITFIELD', draft.keys.map, unpack(states))
    redis.call('BITFIELD', draft.keys.owners, unpack(owners))
  end
end
