#!lua
-- Purpose: Loads one event's inventory under a new epoch, from the ledger; what was there before is deleted.
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
-- ARGV[1] epoch (integer, epoch)
-- ARGV[2] status (SELLING, PAUSED, CLOSED or CANCELLED)
-- ARGV[3] opensAt (integer, ms since 1970)
-- ARGV[4] closesAt (integer, ms since 1970)
-- ARGV[5] maxPerBuyer (integer, units)
-- ARGV[6] seatCount (integer)
-- ARGV[7] tierCount (integer)
-- ARGV[8] revision (integer)
-- ARGV[9] runWidth (integer, 0 without runs)
-- ARGV[10] map (bytes, 2 bits a seat)
-- ARGV[11] owners (bytes, 4 a seat: serial of the owning record; with runs 4 a seat for its place in them, and 4 a counter)
-- ARGV[12..] rest (tierCount pairs: capacity, blocked; then the records of serial 1, 2, …)
-- Returns PREPARED epoch version
-- Returns STALE epoch version
-- Returns INVALID what
-- Effects: every key of the event; version = number of records + 1; one delta that names the new epoch, so that watchers take a
--   snapshot.
-- Idempotency: a repeat is STALE: that epoch, or a later one, is there already, and nothing changes.
-- Cost: O(seats / 4 + records).

--- @include "includes/now-ms.lua"
--- @include "includes/whole.lua"
--- @include "includes/load-records.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local statuses = { SELLING = true, PAUSED = true, CLOSED = true, CANCELLED = true }
local epoch, status, opens_at, closes_at = whole(ARGV[1], 1, 999999999), ARGV[2], whole(ARGV[3], 0, 9e14), whole(ARGV[4], 0, 9e14)
local limit, seat_count, tier_count = whole(ARGV[5], 0, 1000000), whole(ARGV[6], 0, 1000000), whole(ARGV[7], 1, 100)
local revision, run_width, map, owners, rest_at = whole(ARGV[8], 0, 2147483647), whole(ARGV[9], 0, 513), ARGV[10], ARGV[11], 12
if not (epoch and statuses[status] and opens_at and closes_at and limit and seat_count and tier_count and revision and run_width) then
  return { 'INVALID', 'arguments' }
end
local words = run_width == 0 and seat_count or 2 * (seat_count + run_width * tier_count)
if #map ~= math.ceil(seat_count / 4) or #owners ~= 4 * words then return { 'INVALID', 'map' } end
local current = redis.call('HMGET', keys.meta, 'epoch', 'version')
local there = whole(current[1], 1, 999999999)
if there and there >= epoch then return { 'STALE', there, tonumber(current[2]) } end
local load = load_records(ARGV, rest_at, tier_count)
if not load then return { 'INVALID', 'records' } end

local now, version, free = now_ms(), #load.records + 1, {}
for tier = 0, tier_count - 1 do free[tier + 1] = tier .. '=' .. load.places[tier * 8 + 2] end
local delta = table.concat({ epoch, version, string.format('%.0f', now), '', table.concat(free, ','), 'load' }, '|')
redis.call('UNLINK', keys.meta, keys.map, keys.owners, keys.places, keys.holds, keys.deadlines, keys.buyers, keys.orders, keys.deltas)
redis.call('SET', keys.map, map)
redis.call('SET', keys.owners, owners)
redis.call('HSET', keys.places, unpack(load.places))
-- A first entry each: a key that is missing later was lost, not emptied.
redis.call('HSET', keys.holds, '0', '')
redis.call('ZADD', keys.deadlines, '+inf', '0')
redis.call('HSET', keys.buyers, '.', '0|')
redis.call('HSET', keys.orders, '.', '0')
for serial, record in ipairs(load.records) do
  redis.call('HSET', keys.holds, serial, record.text)
  redis.call('HSET', keys.orders, record.order, serial)
  if record.stage == 'PAYING' then redis.call('ZADD', keys.deadlines, record.pay_by, serial) end
end
for buyer, account in pairs(load.accounts) do
  redis.call('HSET', keys.buyers, buyer, account.units .. '|' .. table.concat(account.serials, ','))
end
redis.call('XADD', keys.deltas, version .. '-0', 'd', delta)
redis.call('HSET', keys.meta, 'version', version, 'status', status, 'opensAt', ARGV[3], 'closesAt', ARGV[4], 'maxPerBuyer', limit,
  'seatCount', seat_count, 'tierCount', tier_count, 'revision', revision, 'runWidth', run_width, 'epoch', epoch)
redis.call('SPUBLISH', keys.feed, delta)
return { 'PREPARED', epoch, version }
