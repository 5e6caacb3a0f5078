#!lua flags=allow-oom
-- Purpose: Sets clock, status and buyer limit of a prepared sale.
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
-- ARGV[4] status (SELLING, PAUSED, CLOSED or CANCELLED)
-- ARGV[5] opensAt (integer, ms since 1970)
-- ARGV[6] closesAt (integer, ms since 1970)
-- ARGV[7] maxPerBuyer (integer, units)
-- ARGV[8] revision (integer: the event's in the ledger; 0: set in any case)
-- Returns SET
-- Returns STALE
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: the terms in meta, unless those of a later revision are there. The map does not change, so no version.
-- Idempotency: safe to repeat, also late.
-- Cost: O(1).

--- @include "includes/open-inventory.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local statuses = { SELLING = true, PAUSED = true, CLOSED = true, CANCELLED = true }
local seen_epoch, seen_version, epoch, status = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), ARGV[4]
local opens_at, closes_at, limit = whole(ARGV[5], 0, 9e14), whole(ARGV[6], 0, 9e14), whole(ARGV[7], 0, 1000000)
local revision = whole(ARGV[8], 0, 2147483647)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and statuses[status] and opens_at and closes_at and limit and revision) then return { 'INVALID', 'arguments' } end
if epoch ~= draft.epoch then return { 'CLOSED', 'RECOVERING', 0 } end
local known = tonumber(redis.call('HGET', keys.meta, 'revision') or 0)
if revision > 0 and revision < known then return { 'STALE' } end
redis.call('HSET', keys.meta, 'status', status, 'opensAt', ARGV[5], 'closesAt', ARGV[6], 'maxPerBuyer', ARGV[7], 'revision',
  math.max(revision, known))
return { 'SET' }
