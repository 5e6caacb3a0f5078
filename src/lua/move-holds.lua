#!lua
-- Purpose: Hands everything that one buyer holds and owns in this event to another: a guest who logs in keeps it.
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
-- ARGV[3] from (id)
-- ARGV[4] to (id)
-- Returns MOVED holds
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: buyer of the records; both accounts. Their sum may pass the buyer limit: the limit judges new holds. No version.
-- Idempotency: safe to repeat: nothing is left to move.
-- Cost: O(units of the holds moved), 500 holds at most.

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/buyer-account.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/charge-buyer.lua"
--- @include "includes/discharge-buyer.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, from, to = ARGV[1], ARGV[2], word(ARGV[3], 64), word(ARGV[4], 64)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (from and to) then return { 'INVALID', 'buyers' } end
if from == to then return { 'MOVED', 0 } end
local moved = 0
for _, serial in ipairs({ unpack(buyer_account(draft, from).serials, 1, 500) }) do
  local record = find_hold(draft, serial)
  if record then
    discharge_buyer(draft, from, serial, record.total)
    charge_buyer(draft, to, serial, record.total)
    record.buyer = to
    draft.rewritten[serial] = true
    moved = moved + 1
  end
end
if moved > 0 then write_draft(draft, '') end
return { 'MOVED', moved }
