#!lua
-- Purpose: Holds seats and places for one buyer, all or nothing, until a deadline; or, of some candidate blocks, the first that it can.
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
-- KEYS[12] admissions (hash)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] buyer (id)
-- ARGV[4] operation (hash)
-- ARGV[5] input (hash)
-- ARGV[6] secret (16 characters)
-- ARGV[7] holdMs (integer, ms)
-- ARGV[8] gated (0 or 1: the event has a waiting room)
-- ARGV[9] admission (text, empty without one)
-- ARGV[10] orphanRule (0 or 1: a pick must not strand single seats)
-- ARGV[11] blockSize (integer, seats of every candidate block; 0 without candidates)
-- ARGV[12] blocks (bytes: candidates, best first, 4 bytes a seat: seat * 128 + tier)
-- ARGV[13] seatCount (integer)
-- ARGV[14..] units (integer pairs: seat index, tier; after seatCount of them: tier, quantity)
-- Returns HELD epoch version nowMs serial record repeated
-- Returns UNAVAILABLE epoch version seat seat …
-- Returns NO_BLOCK
-- Returns STRANDS epoch version seat seat …
-- Returns SHORT epoch version tier available
-- Returns LIMIT epoch version limit inUse
-- Returns CLOSED reason opensAtMs
-- Returns NOT_ADMITTED
-- Returns GONE
-- Returns CONFLICT
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: version + 1, one delta, the record under the serial = that version. Lapsed holds in the way are freed first; that stays
--   (version and delta) when the request is then refused.
-- Idempotency: by operation for ten minutes: the same input gets the same hold, another one CONFLICT, an ended hold GONE. Refusals
--   are not kept.
-- Cost: O(seats asked for and the runs that they stand in), about 20 calls; a candidate that is not free costs one or two; freeing for
--   places looks at 512 lapsed holds at most.

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/read-request.lua"
--- @include "includes/recall-operation.lua"
--- @include "includes/remember-operation.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/is-lapsed.lua"
--- @include "includes/sale-closed.lua"
--- @include "includes/check-admission.lua"
--- @include "includes/refuse-limit.lua"
--- @include "includes/pick-block.lua"
--- @include "includes/refuse-seats.lua"
--- @include "includes/refuse-places.lua"
--- @include "includes/take-units.lua"
--- @include "includes/settle-refusal.lua"
--- @include "includes/write-draft.lua"
--- @include "includes/held-reply.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local op_key, admissions_key = KEYS[11], KEYS[12]
local seen_epoch, seen_version, buyer, operation = ARGV[1], ARGV[2], word(ARGV[3], 64), word(ARGV[4], 64)
local input, secret, hold_ms, seat_count_at = word(ARGV[5], 64), word(ARGV[6], 16), whole(ARGV[7], 1, 604800000), 13
local gated, admission, orphan_rule = whole(ARGV[8], 0, 1), ARGV[9], whole(ARGV[10], 0, 1)
local block_size, blocks = whole(ARGV[11], 0, 500), ARGV[12]

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (buyer and operation and input and secret and #secret == 16 and hold_ms and gated and orphan_rule and block_size) then
  return { 'INVALID', 'arguments' }
end
local request, problem = read_request(draft, ARGV, seat_count_at, block_size)
if not request then return { 'INVALID', problem } end

local before = recall_operation(draft, op_key, input)
if before then
  if not before.same then return { 'CONFLICT' } end
  local record = find_hold(draft, before.serial)
  if not record or is_lapsed(draft, record) then return { 'GONE' } end
  return held_reply(draft, before.serial, record, before.version, 1)
end
local reason = sale_closed(draft)
if reason then return { 'CLOSED', reason, draft.opens_at } end
if not is_admitted(admissions_key, gated, buyer, admission, draft.now) then return { 'NOT_ADMITTED' } end

refusal = refuse_limit(draft, buyer, request.total)
if refusal then return refusal end
if block_size > 0 then
  local found, wrong = pick_block(draft, request, blocks, block_size, orphan_rule == 1)
  if wrong then return { 'INVALID', wrong } end
  if not found then
    settle_refusal(draft)
    return { 'NO_BLOCK' }
  end
end
refusal = refuse_seats(draft, request.seats, block_size == 0 and orphan_rule == 1 and request.seats or nil)
if refusal then return refusal end
refusal = refuse_places(draft, request.units)
if refusal then return refusal end

local serial, deadline = draft.version + 1, draft.now + hold_ms
local record = {
  secret = secret, buyer = buyer, stage = 'SELECTING', granted_at = draft.now, select_by = deadline, pay_by = 0, extensions = 0,
  order = '', seats = request.seats, units = request.units, total = request.total,
}
take_units(draft, serial, record, 'h', 1, deadline)
write_draft(draft, operation)
remember_operation(draft, op_key, input, serial)
return held_reply(draft, serial, record, draft.version, 0)
