#!lua flags=allow-oom
-- Purpose: Turns a paying hold back into a selection, after the ledger definitely refused its order.
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
-- Returns GIVEN_BACK epoch version
-- Returns ABSENT
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: stage SELECTING with the deadline it had; one already past lapses at once. The map does not change, so no version.
-- Idempotency: safe to repeat: ABSENT once no hold pays for this order.
-- Cost: O(units of the hold).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/save-hold.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, epoch, serial = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), whole(ARGV[4], 1, 9999999999)
local order = word(ARGV[5], 32)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and serial and order) then return { 'INVALID', 'arguments' } end
local record = epoch == draft.epoch and find_hold(draft, serial)
if not record or record.stage ~= 'PAYING' or record.order ~= order then return { 'ABSENT' } end
record.stage, record.order, record.pay_by = 'SELECTING', '', 0
draft.orders[order] = false
save_hold(draft, serial, record, record.select_by)
write_draft(draft, '')
return { 'GIVEN_BACK', draft.epoch, draft.version }
