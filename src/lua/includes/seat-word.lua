--- Tier of a seat, and whether it is accessible. Seats of a plain run are all of one tier and not accessible; for others the run's words are
--- read once.
local function seat_word(draft, run, seat)
  if run.plain then return run.tier, false end
  if not run.words then
    local from = 4 * (draft.seat_count + run.first)
    run.words = redis.call('GETRANGE', draft.keys.owners, from, from + 4 * (run.last - run.first) + 3)
  end
  local low = string.byte(run.words, 4 * (seat - run.first) + 4)
  return bit.rshift(low, 1), low % 2 == 1
end
