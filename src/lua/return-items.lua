#!lua flags=allow-oom
-- Purpose: Takes refunded seats and places off a sold order, and puts them back on sale or blocks them.
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
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] order (number)
-- ARGV[4] to (ON_SALE or BLOCKED)
-- ARGV[5] seatCount (integer)
-- ARGV[6..] units (integer pairs: seat index, tier, of seats to return; after seatCount of them: tier, places that the order still has)
-- Returns DONE epoch version
-- Returns ABSENT
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: what the record still says is sold to this order, and the map too, is free or blocked; version + 1, one delta. The record
--   stays SOLD, also when it is empty, so that a late confirm-hold sells nothing again.
-- Idempotency: for ever, and in any order of calls: seats are named, and places only ever become fewer.
-- Cost: O(units of the order).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/read-pairs.lua"
--- @include "includes/read-seats.lua"
--- @include "includes/read-owners.lua"
--- @include "includes/strip-seat.lua"
--- @include "includes/take-off.lua"
--- @include "includes/put-seat.lua"
--- @include "includes/move-units.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, order, seat_count, units_at = ARGV[1], ARGV[2], word(ARGV[3], 32), whole(ARGV[5], 0, 500), 6
local targets = { ON_SALE = { counter = 'f', state = 0 }, BLOCKED = { counter = 'b', state = 3 } }
local target = targets[ARGV[4]]

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (order and target and seat_count) or #ARGV < units_at - 1 + 2 * seat_count then return { 'INVALID', 'arguments' } end
local seats, tier_of = read_seat_pairs(draft, ARGV, units_at, seat_count)
local left = read_tier_pairs(draft, ARGV, units_at + 2 * seat_count)
if not seats or not left then return { 'INVALID', 'units' } end
local serial = tonumber(redis.call('HGET', keys.orders, order) or 0)
local record = find_hold(draft, serial)
if not record or record.stage ~= 'SOLD' or record.order ~= order then return { 'ABSENT' } end

read_seats(draft, seats)
read_owners(draft, seats)
for _, seat in ipairs(seats) do
  if draft.state[seat] == 2 and draft.owner[seat] == serial then
    strip_seat(draft, serial, record, seat, tier_of[seat])
    move_units(draft, tier_of[seat], 1, 's', target.counter)
    put_seat(draft, seat, target.state, 0)
  end
end
for tier, quantity in pairs(left) do
  local returned = take_off(draft, serial, record, tier, quantity)
  if returned > 0 then move_units(draft, tier, returned, 's', target.counter) end
end
if not draft.touched then return { 'ABSENT' } end
write_draft(draft, '')
return { 'DONE', draft.epoch, draft.version }
