#!lua flags=allow-oom
-- Purpose: Projects a paid order of the ledger onto the map: its seats and places become SOLD, whatever this map thought.
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
-- ARGV[3] epoch (integer, epoch)
-- ARGV[4] serial (integer, version)
-- ARGV[5] order (number)
-- ARGV[6] buyer (id)
-- ARGV[7] seatCount (integer)
-- ARGV[8..] units (integer pairs: seat index, tier; after seatCount of them: tier, quantity)
-- Returns DONE epoch version evicted evicted …
-- Returns ALREADY epoch version
-- Returns SHORT epoch version tier available
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: a SOLD record with its order, kept; version + 1, one delta. Selections in the way are evicted whole, other orders lose
--   only the seat, a block gives way.
-- Idempotency: for ever: an order that is SOLD here stays as it is. Found by order number, so also after a rebuild.
-- Cost: O(units of the order); places that lack evict 1,024 selections at most.

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/read-request.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/read-owners.lua"
--- @include "includes/read-seats.lua"
--- @include "includes/free-hold.lua"
--- @include "includes/vacate-seat.lua"
--- @include "includes/evict-for-places.lua"
--- @include "includes/take-units.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, epoch, serial = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), whole(ARGV[4], 1, 9999999999)
local order, buyer, seat_count_at = word(ARGV[5], 32), word(ARGV[6], 64), 7

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and serial and order and not string.find(order, '[_-]') and buyer) then return { 'INVALID', 'arguments' } end
local request, problem = read_request(draft, ARGV, seat_count_at)
if not request then return { 'INVALID', problem } end

local known = tonumber(redis.call('HGET', keys.orders, order) or 0)
local record = find_hold(draft, known)
if record and record.order == order and record.stage == 'SOLD' then return { 'ALREADY', draft.epoch, draft.version } end
if not record or record.order ~= order then
  -- The order's own selection, if begin-payment was lost: not evicted but turned over.
  known, record = serial, epoch == draft.epoch and find_hold(draft, serial) or nil
  if record and (record.order ~= '' or record.buyer ~= buyer) then record = nil end
end
local sold = {
  secret = record and record.secret or '-', buyer = record and record.buyer or buyer, stage = 'SOLD',
  granted_at = record and record.granted_at or draft.now, select_by = 0, pay_by = record and record.pay_by or 0,
  extensions = record and record.extensions or 0, order = order,
  seats = request.seats, units = request.units, total = request.total,
}
if not record then known = draft.version + 1 end

read_seats(draft, request.seats)
read_owners(draft, request.seats)
if record then free_hold(draft, known, record) end
local evicted = {}
for _, seat in ipairs(request.seats) do vacate_seat(draft, seat, request.tier_of[seat], evicted) end
for _, unit in ipairs(request.units) do
  evict_for_places(draft, unit.tier, unit.quantity, evicted)
  local free = tier_counts(draft, unit.tier).f
  if free < unit.quantity then return { 'SHORT', draft.epoch, draft.version, unit.tier, free } end
end
take_units(draft, known, sold, 's', 2, false)
draft.orders[order] = known
write_draft(draft, '')
return { 'DONE', draft.epoch, draft.version, unpack(evicted) }
