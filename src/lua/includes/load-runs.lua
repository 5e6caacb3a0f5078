--- Loads the runs of seats that the draft does not know yet: one call for the seats' words (a thousand at a time), one a run for its
--- states. A run knows what Redis has, not what the draft changed: see is_free.
local function load_runs(draft, seats)
  local unknown, get = {}, {}
  for _, seat in ipairs(seats) do
    if not draft.run_of[seat] then
      unknown[#unknown + 1] = seat
      local next = #get
      get[next + 1], get[next + 2], get[next + 3] = 'GET', 'u32', '#' .. (draft.seat_count + seat)
    end
  end
  for from = 1, #unknown, 1000 do
    local words = redis.call('BITFIELD', draft.keys.owners, unpack(get, 3 * from - 2, math.min(3 * (from + 999), #get)))
    for at, word in ipairs(words) do
      local seat = unknown[from + at - 1]
      local first = seat - bit.rshift(word, 17) % 512
      local run = draft.runs[first]
      if not run then
        local last = first + bit.rshift(word, 8) % 512
        local zero = bit.rshift(first, 2) - 1
        run = {
          first = first, last = last, tier = bit.rshift(word, 1) % 128, plain = word >= 67108864, zero = zero,
          bytes = redis.call('GETRANGE', draft.keys.map, zero + 1, bit.rshift(last, 2)),
        }
        draft.runs[first] = run
      end
      draft.run_of[seat] = run
    end
  end
end

--- State in Redis of a seat of a loaded run. `zero` is the number of the byte before the run's first one.
local function stored_state(run, seat)
  return bit.rshift(string.byte(run.bytes, bit.rshift(seat, 2) - run.zero), 6 - 2 * (seat % 4)) % 4
end
