#!lua flags=no-writes
-- Purpose: The state of a sale in a few numbers: by them a process knows whether it may trust its own copy of the map.
-- KEYS[1] meta (hash)
-- KEYS[2] map (string, 2 bits a seat)
-- KEYS[3] owners (string, 4 bytes a seat)
-- KEYS[4] places (hash)
-- KEYS[5] holds (hash)
-- KEYS[6] deadlines (zset)
-- KEYS[7] buyers (hash)
-- KEYS[8] orders (hash)
-- KEYS[9] deltas (stream)
-- Returns PULSE epoch version nowMs status opensAtMs closesAtMs maxPerBuyer firstDueMs held held …
-- Returns MISSING
-- Effects: none.
-- Idempotency: a read.
-- Cost: O(tiers).

--- @include "includes/now-ms.lua"
--- @include "includes/whole.lua"

local meta_key, places_key, deadlines_key = KEYS[1], KEYS[4], KEYS[6]

local meta = redis.call('HMGET', meta_key, 'epoch', 'version', 'status', 'opensAt', 'closesAt', 'maxPerBuyer', 'tierCount')
local epoch, version, tier_count = whole(meta[1], 1, 999999999), whole(meta[2], 1, 4294967295), whole(meta[7], 1, 100)
local parts = redis.call('EXISTS', KEYS[2], KEYS[3], places_key, KEYS[5], deadlines_key, KEYS[7], KEYS[8], KEYS[9])
if not epoch or not version or not tier_count or parts < 8 then return { 'MISSING' } end
local fields = {}
for tier = 0, tier_count - 1 do fields[tier + 1] = tier .. ':h' end
local first = redis.call('ZRANGE', deadlines_key, 0, 0, 'WITHSCORES')
local first_due = first[2] ~= 'inf' and tonumber(first[2]) or 0
return {
  'PULSE', epoch, version, now_ms(), meta[3], tonumber(meta[4]), tonumber(meta[5]), tonumber(meta[6]), first_due,
  unpack(redis.call('HMGET', places_key, unpack(fields))),
}
