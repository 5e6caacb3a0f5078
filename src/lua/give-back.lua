#!lua flags=allow-oom
-- Purpose: Gives back what an order that the ledger gave up (expired, cancelled) still holds.
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
-- Returns GIVEN_BACK epoch version
-- Returns ABSENT
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: seats and places of a hold that pays for this order are free, its record is gone; version + 1, one delta. Sold ones
--   stay.
-- Idempotency: safe to repeat: ABSENT once nothing is left. Found by order number, so also after a rebuild.
-- Cost: O(units of the hold).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/free-hold.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, order = ARGV[1], ARGV[2], word(ARGV[3], 32)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not order then return { 'INVALID', 'order' } end
local serial = tonumber(redis.call('HGET', keys.orders, order) or 0)
local record = find_hold(draft, serial)
if not record or record.stage ~= 'PAYING' or record.order ~= order then return { 'ABSENT' } end
free_hold(draft, serial, record)
write_draft(draft, '')
return { 'GIVEN_BACK', draft.epoch, draft.version }
