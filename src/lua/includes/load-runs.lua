--- Loads the runs of seats that the draft does not know yet: two calls a run, one for the word that says where the seat stands, one for
--- the states. A run knows what Redis has, not what the draft changed: see is_free.
local function load_runs(draft, seats)
  local run_of, run, format = draft.run_of, nil, string.format
  for index = 1, #seats do
    local seat = seats[index]
    if not run_of[seat] then
      if not run or seat < run.first or seat > run.last then
        local at = 4 * (draft.seat_count + seat)
        local word = struct.unpack('>I4', redis.call('GETRANGE', draft.keys.owners, format('%d', at), format('%d', at + 3)))
        local first = seat - bit.rshift(word, 17) % 512
        run = draft.runs[first]
        if not run then
          local last, zero = first + bit.rshift(word, 8) % 512, bit.rshift(first, 2) - 1
          run = {
            first = first, last = last, tier = bit.rshift(word, 1) % 128, plain = word >= 67108864, zero = zero,
            bytes = redis.call('GETRANGE', draft.keys.map, format('%d', zero + 1), format('%d', bit.rshift(last, 2))),
          }
          draft.runs[first] = run
        end
      end
      run_of[seat] = run
    end
  end
end

--- State in Redis of a seat of a loaded run. `zero` is the number of the byte before the run's first one.
local function stored_state(run, seat)
  return bit.rshift(string.byte(run.bytes, bit.rshift(seat, 2) - run.zero), 6 - 2 * (seat % 4)) % 4
end
