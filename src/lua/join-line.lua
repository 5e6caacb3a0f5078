#!lua
-- Purpose: Puts a person into the line of an event, behind everybody who came before, and lets the first in line in.
-- KEYS[1] meta (hash)
-- KEYS[2] places (hash)
-- KEYS[3] line (zset)
-- KEYS[4] admissions (hash)
-- KEYS[5] lineDue (zset)
-- KEYS[6] gate (hash)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] factor (integer, hundredths of an admission a free unit)
-- ARGV[4] rate (integer, thousandths of a person a second)
-- ARGV[5] leaseMs (integer, ms)
-- ARGV[6] admissionMs (integer, ms)
-- ARGV[7] person (id)
-- ARGV[8] secret (22 characters: the admission, once it is one)
-- Returns LINE nowMs sale opensAtMs waiting front admitted open room recent recentMs state arrival position admission endsAtMs
-- Returns INVALID what
-- Effects: the person's place, under the next arrival number; the line is opened when it was not there. Nothing for a sale that is
--   over: NONE. Places that are due end, and the line moves on.
-- Idempotency: one place a person: who waits or is admitted keeps that place, and its lease is renewed.
-- Cost: O(log people), and what advance-line costs.

--- @include "includes/read-line.lua"
--- @include "includes/word.lua"
--- @include "includes/settle-line.lua"
--- @include "includes/found-line.lua"
--- @include "includes/look-again.lua"
--- @include "includes/pack-place.lua"
--- @include "includes/admit-next.lua"
--- @include "includes/place-of.lua"
--- @include "includes/save-gate.lua"
--- @include "includes/line-reply.lua"

local keys = { meta = KEYS[1], places = KEYS[2], line = KEYS[3], admissions = KEYS[4], line_due = KEYS[5], gate = KEYS[6] }
local seen_epoch, seen_version, factor = ARGV[1], ARGV[2], ARGV[3]
local rate, lease_ms, admission_ms = whole(ARGV[4], 1, 1000000000), whole(ARGV[5], 1, 604800000), whole(ARGV[6], 1, 604800000)
local person, secret = word(ARGV[7], 64), word(ARGV[8], 22)

local line = read_line(keys, seen_epoch, seen_version, factor)
if not (line and rate and lease_ms and admission_ms and person and secret and #secret == 22) then return { 'INVALID', 'arguments' } end
settle_line(line)
if line.sale ~= 'ENDED' and line.sale ~= 'CANCELLED' then
  if line.parts == 0 then found_line(line) end
  local place = look_again(line, person, lease_ms)
  if not place or (place.state ~= 'WAITING' and place.state ~= 'ADMITTED') then
    line.arrivals, line.waiting = line.arrivals + 1, line.waiting + 1
    place = { state = 'WAITING', arrival = line.arrivals, secret = secret, ends_at = 0 }
    line.places[person] = place
    redis.call('ZADD', keys.line, place.arrival, person)
    redis.call('HSET', keys.admissions, person, pack_place(place))
    redis.call('ZADD', keys.line_due, line.now + lease_ms, person)
  end
end
admit_next(line, tonumber(factor), rate, admission_ms)
save_gate(line)
local reply = line_reply(line)
for _, element in ipairs({ place_of(line, person) }) do reply[#reply + 1] = element end
return reply
