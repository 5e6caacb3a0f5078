#!lua flags=no-writes
-- Purpose: The living holds of one buyer: being selected on or paid for.
-- KEYS[1] meta (hash)
-- KEYS[2] holds (hash)
-- KEYS[3] buyers (hash)
-- ARGV[1] buyer (id)
-- Returns HOLDS epoch version nowMs serial record serial record …
-- Returns MISSING
-- Returns INVALID what
-- Effects: none.
-- Idempotency: a read.
-- Cost: O(holds of the buyer), 500 at most.

--- @include "includes/now-ms.lua"
--- @include "includes/whole.lua"
--- @include "includes/word.lua"
--- @include "includes/buyer-account.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/is-lapsed.lua"

local meta_key, holds_key, buyers_key = KEYS[1], KEYS[2], KEYS[3]
local buyer = word(ARGV[1], 64)

if not buyer then return { 'INVALID', 'buyer' } end
local meta = redis.call('HMGET', meta_key, 'epoch', 'version')
if not whole(meta[1], 1, 999999999) then return { 'MISSING' } end
local look = { keys = { holds = holds_key, buyers = buyers_key }, records = {}, accounts = {}, now = now_ms() }
local reply = { 'HOLDS', tonumber(meta[1]), tonumber(meta[2]), look.now }
for at, serial in ipairs(buyer_account(look, buyer).serials) do
  local record = at <= 500 and find_hold(look, serial)
  if record and record.stage ~= 'SOLD' and not is_lapsed(look, record) then
    reply[#reply + 1] = serial
    reply[#reply + 1] = redis.call('HGET', holds_key, serial)
  end
end
return reply
