#!lua flags=no-writes
-- Purpose: The whole map in one look: states, counters, terms and the cursor that they belong to.
-- KEYS[1] meta (hash)
-- KEYS[2] map (string, 2 bits a seat)
-- KEYS[3] places (hash)
-- Returns MAP epoch version nowMs status opensAtMs closesAtMs maxPerBuyer seatCount map free held sold blocked free held …
-- Returns MISSING
-- Effects: none.
-- Idempotency: a read.
-- Cost: O(seats / 4): one string of two bits a seat.

--- @include "includes/now-ms.lua"
--- @include "includes/whole.lua"

local meta_key, map_key, places_key = KEYS[1], KEYS[2], KEYS[3]

local meta = redis.call('HMGET', meta_key, 'epoch', 'version', 'status', 'opensAt', 'closesAt', 'maxPerBuyer', 'seatCount', 'tierCount')
local epoch, version, tier_count = whole(meta[1], 1, 999999999), whole(meta[2], 1, 4294967295), whole(meta[8], 1, 100)
if not epoch or not version or not tier_count then return { 'MISSING' } end
local map, fields = redis.call('GET', map_key), {}
for tier = 0, tier_count - 1 do
  for _, counter in ipairs({ 'f', 'h', 's', 'b' }) do fields[#fields + 1] = tier .. ':' .. counter end
end
local counts = redis.call('HMGET', places_key, unpack(fields))
if not map or not counts[1] then return { 'MISSING' } end
return {
  'MAP', epoch, version, now_ms(), meta[3], tonumber(meta[4]), tonumber(meta[5]), tonumber(meta[6]), tonumber(meta[7]), map, unpack(counts),
}
