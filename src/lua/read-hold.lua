#!lua flags=no-writes
-- Purpose: One hold, for whoever knows its secret.
-- KEYS[1] meta (hash)
-- KEYS[2] holds (hash)
-- ARGV[1] epoch (integer, epoch)
-- ARGV[2] serial (integer, version)
-- ARGV[3] secret (16 characters)
-- Returns HOLD epoch version nowMs serial record
-- Returns GONE
-- Returns INVALID what
-- Effects: none.
-- Idempotency: a read.
-- Cost: O(units of the hold).

--- @include "includes/now-ms.lua"
--- @include "includes/whole.lua"
--- @include "includes/word.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/is-lapsed.lua"

local meta_key, holds_key = KEYS[1], KEYS[2]
local epoch, serial, secret = whole(ARGV[1], 1, 999999999), whole(ARGV[2], 1, 9999999999), word(ARGV[3], 16)

if not (epoch and serial and secret and #secret == 16) then return { 'INVALID', 'arguments' } end
local meta = redis.call('HMGET', meta_key, 'epoch', 'version')
local look = { keys = { holds = holds_key }, records = {}, now = now_ms() }
local record = whole(meta[1], 1, 999999999) == epoch and find_hold(look, serial)
if not record or record.secret ~= secret or is_lapsed(look, record) then return { 'GONE' } end
return { 'HOLD', epoch, tonumber(meta[2]), look.now, serial, redis.call('HGET', holds_key, serial) }
