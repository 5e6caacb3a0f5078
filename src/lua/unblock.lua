#!lua flags=allow-oom
-- Purpose: Puts blocked seats and places back on sale.
-- KEYS[1] meta (hash)
-- KEYS[2] map (string, 2 bits a seat)
-- KEYS[3] owners (string, 4 bytes a seat)
-- KEYS[4] places (hash)
-- KEYS[5] holds (hash)
-- KEYS[6] deadlines (zset)
-- KEYS[7] buyers (hash)
-- KEYS[8] orders (hash)
-- KEYS[9] deltas (stream)
-- KEYS[10] feed (sharded channel)
-- KEYS[11] op (string)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] operation (hash)
-- ARGV[4] input (hash)
-- ARGV[5] seatCount (integer)
-- ARGV[6..] units (integer pairs: seat index, tier; after seatCount of them: tier, quantity)
-- Returns DONE epoch version
-- Returns SHORT epoch version tier blocked
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: seats and places are free; version + 1, one delta. Seats that are not blocked stay as they are.
-- Idempotency: by operation for a day; for seats also without: what is so already stays so.
-- Cost: O(units, and the runs that they stand in).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/read-request.lua"
--- @include "includes/recall-operation.lua"
--- @include "includes/remember-operation.lua"
--- @include "includes/read-seats.lua"
--- @include "includes/without-seat.lua"
--- @include "includes/put-seat.lua"
--- @include "includes/move-units.lua"
--- @include "includes/tier-counts.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local op_key = KEYS[11]
local seen_epoch, seen_version, operation, input, seat_count_at = ARGV[1], ARGV[2], word(ARGV[3], 64), word(ARGV[4], 64), 5

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (operation and input) then return { 'INVALID', 'arguments' } end
local request, problem = read_request(draft, ARGV, seat_count_at)
if not request then return { 'INVALID', problem } end
local before = recall_operation(draft, op_key, input)
if before and not before.same then return { 'INVALID', 'operation' } end
if before then return { 'DONE', draft.epoch, before.version } end

read_seats(draft, request.seats)
local to_free = {}
for _, seat in ipairs(request.seats) do
  if draft.state[seat] == 3 then to_free[#to_free + 1] = seat else without_seat(request, seat) end
end
for _, unit in ipairs(request.units) do
  local blocked = tier_counts(draft, unit.tier).b
  if blocked < unit.quantity then return { 'SHORT', draft.epoch, draft.version, unit.tier, blocked } end
end

for _, seat in ipairs(to_free) do put_seat(draft, seat, 0, 0) end
for _, unit in ipairs(request.units) do move_units(draft, unit.tier, unit.quantity, 'b', 'f') end
if draft.touched then
  write_draft(draft, operation)
  remember_operation(draft, op_key, input, 0, 86400000)
end
return { 'DONE', draft.epoch, draft.version }
