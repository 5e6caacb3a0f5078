#!lua
-- Purpose: Moves the deadline of a hold that its buyer is still selecting on, a limited number of times.
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
-- ARGV[3] epoch (integer, epoch)
-- ARGV[4] serial (integer, version)
-- ARGV[5] secret (16 characters)
-- ARGV[6] buyer (id)
-- ARGV[7] operation (hash)
-- ARGV[8] input (hash)
-- ARGV[9] extensionMs (integer, ms)
-- ARGV[10] maxExtensions (integer)
-- Returns HELD epoch version nowMs serial record repeated
-- Returns NO_EXTENSIONS
-- Returns IN_PAYMENT order
-- Returns GONE
-- Returns CONFLICT
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: deadline and extension count of the record. The map does not change, so no version.
-- Idempotency: by operation for ten minutes, as hold.
-- Cost: O(units of the hold).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/own-hold.lua"
--- @include "includes/is-lapsed.lua"
--- @include "includes/recall-operation.lua"
--- @include "includes/remember-operation.lua"
--- @include "includes/save-hold.lua"
--- @include "includes/write-draft.lua"
--- @include "includes/held-reply.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local op_key = KEYS[11]
local seen_epoch, seen_version, epoch, serial = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), whole(ARGV[4], 1, 9999999999)
local secret, buyer = word(ARGV[5], 16), word(ARGV[6], 64)
local operation, input = word(ARGV[7], 64), word(ARGV[8], 64)
local extension_ms, max_extensions = whole(ARGV[9], 1, 604800000), whole(ARGV[10], 0, 1000)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and serial and secret and buyer and operation and input and extension_ms and max_extensions) then
  return { 'INVALID', 'arguments' }
end
local before = recall_operation(draft, op_key, input)
if before and not before.same then return { 'CONFLICT' } end
local record = own_hold(draft, epoch, serial, secret, buyer)
if not record or is_lapsed(draft, record) then return { 'GONE' } end
if before then return held_reply(draft, serial, record, before.version, 1) end
if record.stage ~= 'SELECTING' then return { 'IN_PAYMENT', record.order } end
if record.extensions >= max_extensions then return { 'NO_EXTENSIONS' } end

record.extensions = record.extensions + 1
record.select_by = record.select_by + extension_ms
save_hold(draft, serial, record, record.select_by)
write_draft(draft, operation)
remember_operation(draft, op_key, input, serial)
return held_reply(draft, serial, record, draft.version, 0)
